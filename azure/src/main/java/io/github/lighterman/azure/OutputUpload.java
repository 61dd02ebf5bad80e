package io.github.lighterman.azure;

import java.net.URI;
import java.util.Optional;

/**
 * Files that the service uploads when a task's command has ended.
 *
 * @param pattern which ones, in the service's own language, from the working directory
 * @param container where to; signed unless {@code identity} writes there
 * @param path for a pattern without a wildcard the blob's name, otherwise a directory
 * @param condition after which end
 * @param identity the pool's managed identity that writes, if there is one
 */
record OutputUpload(
    String pattern, URI container, String path, Condition condition, Optional<String> identity) {
  /** After which end of a command. */
  enum Condition {
    /** Exit code 0. */
    SUCCESS,
    /** Any other exit code. */
    FAILURE,
    /** Either. */
    COMPLETION
  }

  /** Returns the same to another address. */
  OutputUpload to(URI other) {
    return new OutputUpload(pattern, other, path, condition, identity);
  }

  /** Leaves out the address's query, which may be a signature. */
  @Override
  public String toString() {
    return "OutputUpload[" + pattern + " to " + SignedUrls.redact(container) + " '" + path + "']";
  }
}
