package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import java.util.Locale;
import java.util.Optional;

/**
 * What the service's codes for failed tasks make of jobs
 * (https://learn.microsoft.com/rest/api/batchservice/batch-status-and-error-codes). A code that is
 * not known becomes the nearest general kind and keeps its text.
 */
final class TaskFailures {
  /** The code of a command that exited with something else than 0. */
  static final String EXIT = "FailureExitCode";

  /** The code of a task that was ended: by a wish, or by its own limit. */
  static final String ENDED = "TaskEnded";

  /** What the codes of a task whose files could not be uploaded start with. */
  static final String UPLOAD = "FileUpload";

  private TaskFailures() {}

  /** Returns what a failure that is no exit code and no wish makes of a job. */
  static JobFailure of(TaskView.TaskFailure failure) {
    return new JobFailure(
        kind(failure), SignedUrls.redact(failure.message()), Optional.of(failure.code()));
  }

  private static FailureKind kind(TaskView.TaskFailure failure) {
    String code = failure.code();
    if (code.endsWith("AccessDenied")) {
      return FailureKind.ACCESS_DENIED;
    }
    if (code.startsWith("Blob") || code.startsWith("Resource")) {
      return FailureKind.STAGE_IN;
    }
    if (code.startsWith(UPLOAD)) {
      return FailureKind.STAGE_OUT;
    }
    if (code.startsWith("Container")) {
      return FailureKind.IMAGE;
    }
    return switch (code) {
      case "DiskFull" -> FailureKind.DISK_FULL;
      // Our own command is a shell, so that it's the image that has none.
      case "CommandProgramNotFound" -> FailureKind.IMAGE;
      case "TaskSchedulingConstraintFailed" -> FailureKind.INVALID_SPEC;
      case "MaxInternalRetryCountReached", "NodeNotFound" -> FailureKind.NODE_LOST;
      default ->
          failure.category().toLowerCase(Locale.ROOT).startsWith("user")
              ? FailureKind.INVALID_SPEC
              : FailureKind.NODE_LOST;
    };
  }
}
