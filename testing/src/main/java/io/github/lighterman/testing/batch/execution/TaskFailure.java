package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Why a task or a node failed, in the service's words.
 *
 * @param category whose fault it is
 * @param code the service's code, such as {@code BlobNotFound}
 * @param message the service's sentence
 * @param details further names and values
 */
public record TaskFailure(Category category, String code, String message, List<Detail> details) {
  /** Whose fault a failure is. */
  public enum Category {
    /** The user's. */
    USER_ERROR,
    /** The service's. */
    SERVER_ERROR
  }

  /**
   * A name and a value.
   *
   * @param name such as {@code Message}
   * @param value its value
   */
  public record Detail(String name, String value) {
    /** Checks that nothing is missing. */
    public Detail {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }
  }

  /** Copies the list. */
  public TaskFailure {
    requireNonNull(category, "category");
    requireNonNull(code, "code");
    requireNonNull(message, "message");
    details = List.copyOf(details);
  }

  /** Returns a failure of the user's. */
  public static TaskFailure ofUser(String code, String message, Detail... details) {
    return new TaskFailure(Category.USER_ERROR, code, message, List.of(details));
  }

  /** Returns a failure of the service's. */
  public static TaskFailure ofServer(String code, String message, Detail... details) {
    return new TaskFailure(Category.SERVER_ERROR, code, message, List.of(details));
  }
}
