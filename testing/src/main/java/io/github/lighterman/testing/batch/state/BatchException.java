package io.github.lighterman.testing.batch.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request can't be done. It becomes the service's error body. */
public final class BatchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient List<Map.Entry<String, String>> values;

  private final @Nullable Duration retryAfter;

  private BatchException(
      ErrorCode code, List<Map.Entry<String, String>> values, @Nullable Duration retryAfter) {
    super(code.name() + values);
    this.code = code;
    this.values = values;
    this.retryAfter = retryAfter;
  }

  /** Returns an error without further values. */
  public static BatchException of(ErrorCode code) {
    return new BatchException(requireNonNull(code, "code"), List.of(), null);
  }

  /** Returns an error with further values, names and values by turns. */
  public static BatchException of(ErrorCode code, String... namesAndValues) {
    List<Map.Entry<String, String>> values = new ArrayList<>();
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      values.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new BatchException(requireNonNull(code, "code"), List.copyOf(values), null);
  }

  /** Returns this error with the advice to come back after a time. */
  public BatchException retryAfter(Duration time) {
    return new BatchException(code, values, requireNonNull(time, "time"));
  }

  /** Returns that a property of the body has a value that it can't have. */
  public static BatchException property(String name, @Nullable String value, String reason) {
    return value == null
        ? of(ErrorCode.InvalidPropertyValue, "PropertyName", name, "Reason", reason)
        : of(
            ErrorCode.InvalidPropertyValue,
            "PropertyName",
            name,
            "PropertyValue",
            value,
            "Reason",
            reason);
  }

  /** Returns that the emulator doesn't have something, said by its name. */
  public static BatchException notEmulated(String what) {
    return of(ErrorCode.NotImplemented, "Reason", what + " is not emulated.");
  }

  /** Returns the service's code. */
  public ErrorCode code() {
    return code;
  }

  /** Returns when to come back, or empty if that isn't said. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns the names and values that go with it. */
  public List<Map.Entry<String, String>> values() {
    return values;
  }
}
