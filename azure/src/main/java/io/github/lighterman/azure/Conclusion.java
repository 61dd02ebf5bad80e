package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Timeouts;
import io.github.lighterman.Usage;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a completed task makes of its attempt: why it ended, and where its outputs are. Repeated for
 * one task, it comes to the same. Safe for use by several threads.
 */
final class Conclusion {
  private final AzureMachinery machinery;
  private final RunLayout layout;
  private final Delivery delivery;
  private final NodeRescue rescue;

  Conclusion(AzureMachinery machinery, RunLayout layout, RunJobs jobs) {
    this.machinery = machinery;
    this.layout = layout;
    this.delivery = new Delivery(machinery, layout);
    this.rescue = new NodeRescue(machinery, layout, jobs);
  }

  /**
   * Returns the end of an attempt.
   *
   * @throws IOException if the storage account or Batch fails, and it should be tried again
   */
  TaskEnd of(TrackedTask task, TaskView view) throws IOException {
    JobSpec spec = task.submission().spec();
    String code = view.failure().map(TaskView.TaskFailure::code).orElse("");
    if (code.isEmpty() || code.equals(TaskFailures.EXIT)) {
      return exited(task, view, spec);
    }
    if (code.equals(TaskFailures.ENDED)) {
      rescue.of(task, view);
      return end(task, view, OptionalInt.empty(), Optional.of(whyEnded(task, view, spec)));
    }
    JobFailure failure = TaskFailures.of(view.failure().orElseThrow());
    boolean command = view.exitCode().isPresent();
    if (command && !spec.acceptedExitCodes().contains(view.exitCode().getAsInt())) {
      // The command's own failure stands, whatever became of its outputs.
      return end(task, view, view.exitCode(), Optional.empty());
    }
    rescue.of(task, view);
    return end(task, view, view.exitCode(), Optional.of(failure));
  }

  private TaskEnd exited(TrackedTask task, TaskView view, JobSpec spec) throws IOException {
    OptionalInt code = view.exitCode();
    if (code.isEmpty()) {
      return end(
          task,
          view,
          code,
          Optional.of(
              JobFailure.of(FailureKind.NODE_LOST, "the task ended and nobody knows how it did")));
    }
    int exit = code.getAsInt();
    boolean mapped = !spec.acceptedExitCodes().equals(Set.of(0));
    if (mapped || exit == TaskScript.REFUSED) {
      Optional<TaskEndMarker> marker = marker(task.id());
      Optional<JobFailure> failure = marker.flatMap(it -> MarkerFailure.of(it, spec));
      if (failure.isPresent()) {
        // What failed before the command leaves no exit code of its own.
        boolean ran = failure.get().kind() == FailureKind.STAGE_OUT;
        OptionalInt own = ran ? OptionalInt.of(accepted(spec)) : OptionalInt.empty();
        return end(task, view, own, failure);
      }
      exit = marker.flatMap(Conclusion::exit).orElse(exit);
    }
    return end(task, view, OptionalInt.of(shell(exit)), Optional.empty());
  }

  private static Optional<Integer> exit(TaskEndMarker marker) {
    OptionalInt number = marker.number();
    return marker.kind() == TaskEndMarker.Kind.EXIT && number.isPresent()
        ? Optional.of(number.getAsInt())
        : Optional.empty();
  }

  /** The script looks at outputs after an accepted code alone, and does not say which. */
  private static int accepted(JobSpec spec) {
    return spec.acceptedExitCodes().contains(0)
        ? 0
        : spec.acceptedExitCodes().stream().min(Integer::compare).orElse(0);
  }

  /** A signal that ended a command is a negative number here, and 128 and more for shells. */
  private static int shell(int exit) {
    return exit < 0 && exit >= -64 ? 128 - exit : exit & 0xff;
  }

  private Optional<TaskEndMarker> marker(TaskId id) throws IOException {
    return machinery
        .container
        .read(layout.logs(id) + TaskEndMarker.FILE)
        .map(found -> new String(found.bytes(), UTF_8))
        .flatMap(text -> TaskEndMarker.parse(text.strip()));
  }

  private JobFailure whyEnded(TrackedTask task, TaskView view, JobSpec spec) {
    if (task.stopped().isPresent()) {
      return task.stopped().get();
    }
    Optional<Duration> limit = spec.timeouts().flatMap(Timeouts::run);
    if (limit.isPresent() && ran(view).compareTo(limit.get()) >= 0) {
      return JobFailure.of(
          FailureKind.RUN_TIMEOUT, "it ran longer than its run timeout of " + limit.get());
    }
    return new JobFailure(
        FailureKind.CANCELLED,
        "its task at Batch was ended by somebody else",
        Optional.of(TaskFailures.ENDED));
  }

  private TaskEnd end(
      TrackedTask task, TaskView view, OptionalInt exitCode, Optional<JobFailure> failure)
      throws IOException {
    JobSpec spec = task.submission().spec();
    boolean good =
        failure.isEmpty()
            && exitCode.isPresent()
            && spec.acceptedExitCodes().contains(exitCode.getAsInt());
    OutputFile.Ending ending = good ? OutputFile.Ending.SUCCESS : OutputFile.Ending.FAILURE;
    List<DeliveredFile> outputs = List.of();
    Optional<JobFailure> why = failure;
    try {
      outputs = delivery.deliver(spec, ending);
    } catch (StagingException e) {
      why = good ? Optional.of(e.failure()) : failure;
    }
    Optional<Duration> wall =
        view.started().isPresent() ? Optional.of(ran(view)) : Optional.empty();
    return new TaskEnd(exitCode, why, new Usage(wall, Optional.empty(), Optional.empty()), outputs);
  }

  private static Duration ran(TaskView view) {
    return view.started().isPresent()
        ? Duration.between(view.started().get(), view.ended().orElse(view.since()))
        : Duration.ZERO;
  }
}
