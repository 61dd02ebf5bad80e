package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskFailure.Detail;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskOutcome.Stage;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an attempt means.
 *
 * @param stage how far it got
 * @param exitCode the command's, if it has one
 * @param failure why it failed, or null if it didn't
 */
record Verdict(Stage stage, @Nullable Integer exitCode, @Nullable TaskFailure failure) {
  private static final String EXIT = "FailureExitCode";

  static Verdict of(TaskOutcome outcome, Task.Stop stop) {
    Integer exitCode =
        outcome.exitCode().isPresent() ? Integer.valueOf(outcome.exitCode().getAsInt()) : null;
    if (stop == Task.Stop.WALL_CLOCK) {
      return new Verdict(
          Stage.COMMAND, exitCode, ended("The maximum wall clock time of the task has passed"));
    }
    if (stop == Task.Stop.TERMINATED) {
      return new Verdict(Stage.COMMAND, exitCode, ended("The task was ended by a user request"));
    }
    TaskFailure failure = outcome.failure().orElse(null);
    if (failure == null && exitCode == null) {
      failure = ended("The task has ended without an exit code");
    } else if (failure == null && outcome.exitCode().orElse(0) != 0) {
      failure = exit();
    }
    return new Verdict(outcome.stage(), exitCode, failure);
  }

  /** Only what a command's exit code says can be tried again. */
  boolean mayBeRetried() {
    return failure != null && failure.code().equals(EXIT);
  }

  private static TaskFailure exit() {
    return TaskFailure.ofUser(
        EXIT,
        "The task exited with an exit code representing a failure",
        new Detail("Message", "The task process exited with an unexpected exit code"),
        new Detail("AdditionalErrorCode", EXIT));
  }

  static TaskFailure ended(String message) {
    return TaskFailure.ofUser("TaskEnded", "Task Was Ended", new Detail("Message", message));
  }
}
