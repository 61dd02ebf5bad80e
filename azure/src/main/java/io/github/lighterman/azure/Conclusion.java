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
    String code = view.failure().map(TaskView.TaskFailure::code).orElse("");
    if (code.isEmpty() || code.equals(TaskFailures.EXIT)) {
      return end(task, view, own(task, view));
    }
    rescue.logs(task, view);
    if (code.equals(TaskFailures.ENDED)) {
      rescue.outputs(task, view, OutputFile.Ending.FAILURE);
      return end(task, view, Own.failed(OptionalInt.empty(), whyEnded(task, view)));
    }
    JobFailure failure = TaskFailures.of(view.failure().orElseThrow());
    if (view.exitCode().isEmpty()) {
      rescue.outputs(task, view, OutputFile.Ending.FAILURE);
      return end(task, view, Own.failed(OptionalInt.empty(), failure));
    }
    // The command has ended by itself, and its own end counts: only then something failed.
    rescue.marker(task, view);
    Own own = own(task, view);
    boolean good = own.isGood(task.submission().spec());
    if (good
        && code.startsWith(TaskFailures.UPLOAD)
        && rescue.outputs(task, view, OutputFile.Ending.SUCCESS)) {
      return end(task, view, own);
    }
    rescue.outputs(task, view, OutputFile.Ending.FAILURE);
    return end(task, view, good ? Own.failed(own.exitCode(), failure) : own);
  }

  /** What a command, with its script, has come to by itself. */
  private record Own(OptionalInt exitCode, Optional<JobFailure> failure) {
    static Own exited(int code) {
      return new Own(OptionalInt.of(code), Optional.empty());
    }

    static Own failed(OptionalInt exitCode, JobFailure failure) {
      return new Own(exitCode, Optional.of(failure));
    }

    boolean isGood(JobSpec spec) {
      return failure.isEmpty()
          && exitCode.isPresent()
          && spec.acceptedExitCodes().contains(exitCode.getAsInt());
    }
  }

  private Own own(TrackedTask task, TaskView view) throws IOException {
    JobSpec spec = task.submission().spec();
    if (view.exitCode().isEmpty()) {
      return Own.failed(
          OptionalInt.empty(),
          JobFailure.of(FailureKind.NODE_LOST, "the task ended and nobody knows how it did"));
    }
    int exit = view.exitCode().getAsInt();
    boolean mapped = !spec.acceptedExitCodes().equals(Set.of(0));
    if (mapped || exit == TaskScript.REFUSED) {
      Optional<TaskEndMarker> marker = marker(task.id());
      Optional<JobFailure> failure = marker.flatMap(it -> MarkerFailure.of(it, spec));
      if (failure.isPresent()) {
        // What failed before the command leaves no exit code of its own.
        boolean ran = failure.get().kind() == FailureKind.STAGE_OUT;
        return Own.failed(
            ran ? OptionalInt.of(accepted(spec)) : OptionalInt.empty(), failure.get());
      }
      // Without a marker it's still known that the script exits with 0 after an accepted code
      // alone.
      exit = marker.flatMap(Conclusion::exit).orElse(exit == 0 ? accepted(spec) : exit);
    }
    return Own.exited(shell(exit));
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

  private JobFailure whyEnded(TrackedTask task, TaskView view) {
    JobSpec spec = task.submission().spec();
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

  private TaskEnd end(TrackedTask task, TaskView view, Own own) throws IOException {
    JobSpec spec = task.submission().spec();
    boolean good = own.isGood(spec);
    OutputFile.Ending ending = good ? OutputFile.Ending.SUCCESS : OutputFile.Ending.FAILURE;
    List<DeliveredFile> outputs = List.of();
    Optional<JobFailure> why = own.failure();
    try {
      outputs = delivery.deliver(spec, ending);
    } catch (StagingException e) {
      why = good ? Optional.of(e.failure()) : own.failure();
    }
    Optional<Duration> wall =
        view.started().isPresent() ? Optional.of(ran(view)) : Optional.empty();
    return new TaskEnd(
        own.exitCode(), why, new Usage(wall, Optional.empty(), Optional.empty()), outputs);
  }

  private static Duration ran(TaskView view) {
    return view.started().isPresent()
        ? Duration.between(view.started().get(), view.ended().orElse(view.since()))
        : Duration.ZERO;
  }
}
