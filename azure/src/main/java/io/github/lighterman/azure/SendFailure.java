package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.PendingReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What it means for jobs that they could not be sent. */
final class SendFailure {
  private SendFailure() {}

  /**
   * Returns what this makes of the jobs; empty if they wait and are sent again, as they do while
   * whoever asks is refused.
   */
  static Optional<JobFailure> of(IOException e) {
    if (e instanceof BatchException batch) {
      return kind(batch).map(kind -> new JobFailure(kind, message(batch), code(batch)));
    }
    if (e instanceof NoSuchFileException) {
      return Optional.of(
          JobFailure.of(
              FailureKind.STAGE_IN,
              "the storage account: " + SignedUrls.redact(String.valueOf(e.getMessage()))));
    }
    return Optional.empty();
  }

  /** Tells whether a service refuses whoever asks, and not what is asked for. */
  static boolean isDenial(IOException e) {
    return e instanceof AccessDeniedException
        || (e instanceof BatchException batch && batch.kind() == BatchException.Kind.DENIED);
  }

  /** Returns why the jobs wait. */
  static PendingReason pending(IOException e) {
    boolean quota = e instanceof BatchException batch && batch.kind() == BatchException.Kind.QUOTA;
    return PendingReason.of(
        quota ? PendingReason.Cause.QUOTA : PendingReason.Cause.OTHER,
        SignedUrls.redact(String.valueOf(e.getMessage())));
  }

  private static Optional<FailureKind> kind(BatchException e) {
    return switch (e.kind()) {
      case TRANSIENT, QUOTA, LATER, DENIED -> Optional.empty();
      case NOT_FOUND, CONFLICT, TOO_LARGE, INVALID -> Optional.of(FailureKind.INVALID_SPEC);
    };
  }

  private static String message(BatchException e) {
    String text = SignedUrls.redact(String.valueOf(e.getMessage()));
    return e.kind() == BatchException.Kind.TOO_LARGE
        ? "its task alone has more bytes than Batch takes in a request, which is 1 MB; pass less in"
            + " variables, and inputs as a directory ("
            + text
            + ")"
        : text;
  }

  private static Optional<String> code(BatchException e) {
    return e.code().isEmpty() ? Optional.empty() : Optional.of(e.code());
  }
}
