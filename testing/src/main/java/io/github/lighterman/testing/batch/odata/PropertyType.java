package io.github.lighterman.testing.batch.odata;

import java.time.Instant;

/** What a property holds, and the literal that goes with it. */
enum PropertyType {
  TEXT("a text in single quotes"),
  INTEGER("a whole number"),
  BOOLEAN("true or false"),
  TIME("a time such as DateTime'2030-01-01T00:00:00Z'");

  private final String literal;

  PropertyType(String literal) {
    this.literal = literal;
  }

  /** Returns what a literal of this type looks like. */
  String literal() {
    return literal;
  }

  /**
   * Compares an entity's value with a literal. Texts are compared without regard to case, as the
   * service does.
   *
   * @throws ClassCastException if the value is not of this type
   */
  int compare(Object value, Object literal) {
    return switch (this) {
      case TEXT -> ((String) value).compareToIgnoreCase((String) literal);
      case INTEGER -> Long.compare(((Number) value).longValue(), (Long) literal);
      case BOOLEAN -> Boolean.compare((Boolean) value, (Boolean) literal);
      case TIME -> ((Instant) value).compareTo((Instant) literal);
    };
  }
}
