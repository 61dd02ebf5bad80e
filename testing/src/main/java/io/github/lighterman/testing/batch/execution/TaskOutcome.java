package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an attempt ended. What follows from it, such as a retry, is the emulator's business.
 *
 * @param stage how far it got
 * @param exitCode the command's, or empty if it never ran or the system doesn't tell
 * @param failure what went wrong before or after the command; empty if only its exit code counts
 */
public record TaskOutcome(Stage stage, OptionalInt exitCode, Optional<TaskFailure> failure) {
  /** How far an attempt got. */
  public enum Stage {
    /** Its command never started. */
    PREPARING,
    /** Its command ran. */
    COMMAND,
    /** Its command ran, but an output could not be uploaded. */
    UPLOADING
  }

  /** Checks that nothing is missing. */
  public TaskOutcome {
    requireNonNull(stage, "stage");
    requireNonNull(exitCode, "exitCode");
    requireNonNull(failure, "failure");
  }

  /** Returns that the command ran and exited; 0 is success. */
  public static TaskOutcome exited(int exitCode) {
    return new TaskOutcome(Stage.COMMAND, OptionalInt.of(exitCode), Optional.empty());
  }

  /** Returns that the command never ran. */
  public static TaskOutcome notStarted(TaskFailure failure) {
    return new TaskOutcome(Stage.PREPARING, OptionalInt.empty(), Optional.of(failure));
  }

  /** Returns that the command ran and exited, and then something failed other than an upload. */
  public static TaskOutcome failed(int exitCode, TaskFailure failure) {
    return new TaskOutcome(Stage.COMMAND, OptionalInt.of(exitCode), Optional.of(failure));
  }

  /** Returns that the command ran and exited, and its outputs could not be uploaded. */
  public static TaskOutcome uploadFailed(int exitCode, TaskFailure failure) {
    return new TaskOutcome(Stage.UPLOADING, OptionalInt.of(exitCode), Optional.of(failure));
  }

  /** Returns that it was stopped before its command had run, or without an exit code. */
  public static TaskOutcome stopped() {
    return new TaskOutcome(Stage.COMMAND, OptionalInt.empty(), Optional.empty());
  }
}
