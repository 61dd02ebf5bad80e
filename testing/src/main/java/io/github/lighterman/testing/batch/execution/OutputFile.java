package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to upload after a command has ended.
 *
 * @param filePattern as given, relative to the working directory
 * @param containerUrl of the container, with its signature if it has one
 * @param path the blob's name, or the directory if the pattern has a wildcard; none means the root
 * @param condition when
 * @param headers names and values to be sent with each upload
 * @param identity the resource id of the managed identity to write with, if the URL isn't signed
 */
public record OutputFile(
    String filePattern,
    String containerUrl,
    Optional<String> path,
    Condition condition,
    List<Map.Entry<String, String>> headers,
    Optional<String> identity) {

  /** When to upload. */
  public enum Condition {
    /** If the command exited with 0. */
    TASK_SUCCESS,
    /** If it exited otherwise. */
    TASK_FAILURE,
    /** In either case. */
    TASK_COMPLETION
  }

  /** Copies the list. */
  public OutputFile {
    requireNonNull(filePattern, "filePattern");
    requireNonNull(containerUrl, "containerUrl");
    requireNonNull(path, "path");
    requireNonNull(condition, "condition");
    headers = List.copyOf(headers);
    requireNonNull(identity, "identity");
  }

  /** Leaves out the query of the URL, since it may hold a signature. */
  @Override
  public String toString() {
    return "OutputFile[" + filePattern + " -> " + withoutQuery(containerUrl) + "]";
  }

  static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
