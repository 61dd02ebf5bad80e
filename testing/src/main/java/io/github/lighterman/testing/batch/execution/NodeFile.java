package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A file or directory of a node.
 *
 * @param path relative to the node's root directory
 * @param kind whether it is a file
 * @param length in bytes, from 0; 0 for a directory
 * @param lastModified when its content last changed
 * @param contentType such as {@code text/plain}; {@code application/octet-stream} if unknown
 * @param mode type and permissions as a POSIX mode, such as 0100644
 */
public record NodeFile(
    String path, Kind kind, long length, Instant lastModified, String contentType, int mode) {

  /** What it is. */
  public enum Kind {
    /** A file with bytes. */
    FILE,
    /** A directory. */
    DIRECTORY
  }

  /** Checks that nothing is missing. */
  public NodeFile {
    requireNonNull(path, "path");
    requireNonNull(kind, "kind");
    requireNonNull(lastModified, "lastModified");
    requireNonNull(contentType, "contentType");
    if (length < 0) {
      throw new IllegalArgumentException("length must be 0 or more, not " + length);
    }
  }
}
