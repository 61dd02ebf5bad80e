package io.github.lighterman.spi;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.PendingReason;
import java.time.Duration;
import java.util.Optional;

/** The words for what a {@link JobLifecycle} itself finds out. */
final class Failures {
  private Failures() {}

  /**
   * Returns what an exit code makes of a job if nothing else went wrong; empty if it's accepted.
   */
  static Optional<JobFailure> ofExit(JobSpec spec, TaskEnd end) {
    if (end.exitCode().isEmpty()) {
      return Optional.of(
          JobFailure.of(FailureKind.INTERNAL, "the backend reported an end without an exit code"));
    }
    int code = end.exitCode().getAsInt();
    if (spec.acceptedExitCodes().contains(code)) {
      return Optional.empty();
    }
    return Optional.of(
        JobFailure.of(
            FailureKind.USER_EXIT, "the command exited with code " + code + meaning(spec, code)));
  }

  static JobFailure queueTimeout(TrackedJob job, Duration limit) {
    return JobFailure.of(
        FailureKind.QUEUE_TIMEOUT,
        "it waited longer than its queue timeout of "
            + limit
            + job.status().pending().map(reason -> "; last: " + reason.message()).orElse(""));
  }

  static JobFailure cancelled() {
    return JobFailure.of(FailureKind.CANCELLED, "its cancellation was asked for");
  }

  static JobFailure upstream(JobId id) {
    return JobFailure.of(
        FailureKind.UPSTREAM,
        "job " + id + ", which it depends on, did not succeed; it never started");
  }

  static Optional<PendingReason> waiting(TrackedJob job) {
    return Optional.of(
        PendingReason.of(
            PendingReason.Cause.DEPENDENCIES,
            "waits for " + job.unmetDependencies + " jobs that it depends on"));
  }

  static PendingReason backoff(FailureKind kind, Duration delay) {
    return PendingReason.of(
        PendingReason.Cause.BACKOFF, "waits " + delay + " before it's tried again after " + kind);
  }

  /** What POSIX shells mean by the codes above 125. */
  private static String meaning(JobSpec spec, int code) {
    String program = spec.command().argv().isEmpty() ? "" : spec.command().argv().get(0);
    if (code == 127) {
      return ", by which a shell says that a program was not found; check '"
          + program
          + "' and PATH";
    }
    if (code == 126) {
      return ", by which a shell says that '" + program + "' could not be executed";
    }
    if (code > 128 && code <= 192) {
      return ", by which a shell says that signal " + (code - 128) + " ended it";
    }
    return "";
  }
}
