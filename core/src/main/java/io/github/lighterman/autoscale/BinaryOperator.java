package io.github.lighterman.autoscale;

import org.jspecify.annotations.Nullable;

/** An operator between two expressions. */
enum BinaryOperator {
  OR("||"),
  AND("&&"),
  EQUAL("=="),
  UNEQUAL("!="),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  PLUS("+"),
  MINUS("-"),
  TIMES("*"),
  DIVIDED("/");

  private final String symbol;

  BinaryOperator(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  private boolean isLogical() {
    return this == OR || this == AND;
  }

  private boolean isComparison() {
    return compareTo(EQUAL) >= 0 && compareTo(GREATER_OR_EQUAL) <= 0;
  }

  /** Returns what comes of it, or null if it doesn't go with these types. */
  @Nullable Type result(Type left, Type right) {
    if (left == Type.UNKNOWN || right == Type.UNKNOWN) {
      return isLogical() || isComparison() ? Type.DOUBLE : Type.UNKNOWN;
    }
    if (isLogical()) {
      return left == Type.DOUBLE && right == Type.DOUBLE ? Type.DOUBLE : null;
    }
    if (isComparison()) {
      return left == right && left != Type.DOUBLE_VEC ? Type.DOUBLE : null;
    }
    return switch (left) {
      case DOUBLE -> withDouble(right);
      case DOUBLE_VEC -> right.isNumeric() ? Type.DOUBLE_VEC : null;
      case TIMEINTERVAL -> withInterval(right);
      case TIMESTAMP -> withTimestamp(right);
      case STRING, UNKNOWN -> null;
    };
  }

  private @Nullable Type withDouble(Type right) {
    return switch (right) {
      case DOUBLE -> Type.DOUBLE;
      case TIMEINTERVAL -> this == TIMES ? Type.TIMEINTERVAL : null;
      default -> null;
    };
  }

  private @Nullable Type withInterval(Type right) {
    return switch (right) {
      case DOUBLE -> this == TIMES || this == DIVIDED ? Type.TIMEINTERVAL : null;
      case TIMEINTERVAL -> this == PLUS || this == MINUS ? Type.TIMEINTERVAL : null;
      case TIMESTAMP -> this == PLUS ? Type.TIMESTAMP : null;
      default -> null;
    };
  }

  private @Nullable Type withTimestamp(Type right) {
    return switch (right) {
      case TIMEINTERVAL -> this == PLUS ? Type.TIMESTAMP : null;
      case TIMESTAMP -> this == MINUS ? Type.TIMEINTERVAL : null;
      default -> null;
    };
  }

  /** Returns whether a comparison holds for what stands in this order. */
  boolean holds(int order) {
    return switch (this) {
      case EQUAL -> order == 0;
      case UNEQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      default -> throw new IllegalStateException(symbol + " doesn't compare");
    };
  }

  /** Returns what comes of it between two numbers. */
  double apply(double left, double right) {
    return switch (this) {
      case OR -> left != 0 || right != 0 ? 1 : 0;
      case AND -> left != 0 && right != 0 ? 1 : 0;
      case EQUAL -> left == right ? 1 : 0;
      case UNEQUAL -> left != right ? 1 : 0;
      case LESS -> left < right ? 1 : 0;
      case LESS_OR_EQUAL -> left <= right ? 1 : 0;
      case GREATER -> left > right ? 1 : 0;
      case GREATER_OR_EQUAL -> left >= right ? 1 : 0;
      case PLUS -> left + right;
      case MINUS -> left - right;
      case TIMES -> left * right;
      case DIVIDED -> left / right;
    };
  }
}
