package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.staging.RelativePath;
import java.net.URI;

/**
 * An output that lies where it was promised.
 *
 * @param path where it lay in the job's directory
 * @param location where it is now
 * @param size its length in bytes
 */
public record DeliveredFile(RelativePath path, URI location, long size) {
  /** Checks that nothing is null. */
  public DeliveredFile {
    requireNonNull(path, "path");
    requireNonNull(location, "location");
  }
}
