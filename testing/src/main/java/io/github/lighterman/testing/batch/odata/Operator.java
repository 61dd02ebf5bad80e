package io.github.lighterman.testing.batch.odata;

import java.util.Locale;

/** What a filter can do with a property. */
enum Operator {
  EQ,
  NE,
  GT,
  GE,
  LT,
  LE,
  STARTSWITH;

  /** Returns whether a property holds whose value stands in this order to the literal. */
  boolean holds(int order) {
    return switch (this) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case GT -> order > 0;
      case GE -> order >= 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case STARTSWITH -> throw new IllegalStateException("startswith doesn't go by order");
    };
  }

  /** Returns it as a filter writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
