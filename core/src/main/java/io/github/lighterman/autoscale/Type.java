package io.github.lighterman.autoscale;

/** What an expression can be. */
enum Type {
  DOUBLE("double"),
  DOUBLE_VEC("doubleVec"),
  STRING("string"),
  TIMESTAMP("timestamp"),
  TIMEINTERVAL("timeinterval"),
  /** Not known before the evaluation. Goes with everything. */
  UNKNOWN("unknown");

  private final String name;

  Type(String name) {
    this.name = name;
  }

  /** Tells whether a list of numbers can hold it. */
  boolean isNumeric() {
    return this == DOUBLE || this == DOUBLE_VEC || this == UNKNOWN;
  }

  /** Tells whether it can be used where {@code other} is needed. */
  boolean fits(Type other) {
    return this == other || this == UNKNOWN;
  }

  /** Returns it as the language's documentation writes it. */
  @Override
  public String toString() {
    return name;
  }
}
