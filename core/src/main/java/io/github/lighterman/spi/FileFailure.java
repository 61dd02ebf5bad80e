package io.github.lighterman.spi;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an {@link IOException} makes of a job. */
public final class FileFailure {
  private static final long TIGHT = 1 << 20;

  private FileFailure() {}

  /**
   * Returns the failure of doing {@code what} with a file of {@code bytes} bytes. {@code kind} is
   * what it is unless it's a matter of rights or of room at {@code target}; the JDK tells the
   * latter in no type, so that the room itself is looked at.
   */
  public static JobFailure of(
      FailureKind kind, String what, IOException e, Path target, long bytes) {
    String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (e instanceof AccessDeniedException) {
      return JobFailure.of(
          FailureKind.ACCESS_DENIED, what + ": permission denied: " + e.getMessage());
    }
    if (usableSpace(target) < Math.max(TIGHT, bytes)) {
      return JobFailure.of(
          FailureKind.DISK_FULL,
          what + ": the disk of " + target + " is full; make room there (" + reason + ")");
    }
    return JobFailure.of(kind, what + ": " + reason);
  }

  private static long usableSpace(Path target) {
    Path existing = target;
    while (!Files.exists(existing)) {
      Path parent = existing.getParent();
      if (parent == null) {
        return Long.MAX_VALUE;
      }
      existing = parent;
    }
    try {
      return Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
