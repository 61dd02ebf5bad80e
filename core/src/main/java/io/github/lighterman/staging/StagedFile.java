package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A file in a {@link StagingArea}, as it was when it was listed.
 *
 * @param path where it lies, below the area's root
 * @param size its length in bytes, 0 or more
 * @param modified when it was last written
 */
public record StagedFile(RelativePath path, long size, Instant modified) {
  /** Checks that nothing is null. */
  public StagedFile {
    requireNonNull(path, "path");
    requireNonNull(modified, "modified");
  }
}
