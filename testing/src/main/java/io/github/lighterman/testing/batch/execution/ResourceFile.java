package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What to download before a command starts.
 *
 * @param source where from
 * @param url of the one file, or of the container; the name of the container for {@link
 *     Source#AUTO_STORAGE}
 * @param blobPrefix which blobs of the container, all without
 * @param filePath where to, relative to the working directory: the file's name for {@link
 *     Source#HTTP}, else a directory
 * @param fileMode octal permissions such as {@code 0755}; {@code 0770} without
 * @param identity the resource id of the managed identity to read with, if the URL isn't signed
 */
public record ResourceFile(
    Source source,
    String url,
    Optional<String> blobPrefix,
    Optional<String> filePath,
    Optional<String> fileMode,
    Optional<String> identity) {

  /** Where a file comes from. */
  public enum Source {
    /** One URL, read with a plain GET. */
    HTTP,
    /** All blobs of a container whose names begin with the prefix. */
    CONTAINER,
    /** A container of the storage account that goes with the Batch account. */
    AUTO_STORAGE
  }

  /** Checks that nothing is missing. */
  public ResourceFile {
    requireNonNull(source, "source");
    requireNonNull(url, "url");
    requireNonNull(blobPrefix, "blobPrefix");
    requireNonNull(filePath, "filePath");
    requireNonNull(fileMode, "fileMode");
    requireNonNull(identity, "identity");
  }

  /** Leaves out the query of the URL, since it may hold a signature. */
  @Override
  public String toString() {
    return "ResourceFile[" + OutputFile.withoutQuery(url) + " -> " + filePath.orElse("") + "]";
  }
}
