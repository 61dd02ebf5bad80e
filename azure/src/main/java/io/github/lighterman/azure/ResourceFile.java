package io.github.lighterman.azure;

import java.net.URI;
import java.util.Optional;

/**
 * A file, or several, that the service brings to a task's directory.
 *
 * @param source what {@code url} leads to
 * @param url a blob, another file, or a container; signed unless {@code identity} reads it
 * @param prefix for a container how the names start of those blobs that are meant; empty for all
 * @param path for one file its path in the task's working directory; for a container the directory
 *     that blobs go below with their whole names, empty for the working directory
 * @param mode the permissions in octal digits, such as {@code 0644}; empty for the service's own
 * @param identity the pool's managed identity that reads it, if there is one
 */
record ResourceFile(
    Source source, URI url, String prefix, String path, String mode, Optional<String> identity) {
  /** What an address leads to. */
  enum Source {
    /** One file. */
    FILE,
    /** Every blob of a container whose name starts with the prefix. */
    CONTAINER
  }

  /** Returns the same from another address. */
  ResourceFile from(URI other) {
    return new ResourceFile(source, other, prefix, path, mode, identity);
  }

  /** Leaves out the address's query, which may be a signature. */
  @Override
  public String toString() {
    return "ResourceFile[" + SignedUrls.redact(url) + " to '" + path + "']";
  }
}
