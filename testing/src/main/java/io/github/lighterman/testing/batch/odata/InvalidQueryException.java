package io.github.lighterman.testing.batch.odata;

import static java.util.Objects.requireNonNull;

/**
 * A query option has a value that the service would refuse with status 400. Its error body takes
 * {@link #CODE}, and {@link #parameter}, {@link #value} and {@link #reason} as the values named
 * {@code QueryParameterName}, {@code QueryParameterValue} and {@code Reason}.
 */
public final class InvalidQueryException extends RuntimeException {
  /** The service's code for such an error. */
  public static final String CODE = "InvalidQueryParameterValue";

  private static final long serialVersionUID = 1;

  private final String parameter;
  private final String value;
  private final String reason;

  InvalidQueryException(String parameter, String value, String reason) {
    super(parameter + " can't be '" + value + "': " + reason);
    this.parameter = requireNonNull(parameter, "parameter");
    this.value = requireNonNull(value, "value");
    this.reason = requireNonNull(reason, "reason");
  }

  /**
   * Returns the name of the query option, such as {@code $filter}; or, where a filter compares a
   * property with a value that it can never have, the name of the property.
   */
  public String parameter() {
    return parameter;
  }

  /** Returns the refused value: the whole text of the option, or the value of the property. */
  public String value() {
    return value;
  }

  /** Returns what is wrong with it, where, and what would be right. */
  public String reason() {
    return reason;
  }
}
