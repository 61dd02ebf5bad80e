package io.github.lighterman.autoscale;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with a formula, or why its evaluation failed.
 *
 * @param kind for machines
 * @param line of the formula, from 1
 * @param column of that line, from 1, in UTF-16 characters
 * @param detail what is wrong there and, where it helps, what would be right
 */
public record FormulaProblem(Kind kind, int line, int column, String detail) {
  /** Kinds, with the service's codes. */
  public enum Kind {
    /** The text is no formula. */
    SYNTAX("AutoScalingFormulaSyntaxError", "The specified auto-scaling formula is malformed"),
    /** The formula has more than 8192 characters, or more than 100 statements. */
    TOO_LONG("AutoScalingFormulaTooLong", "The specified auto-scaling formula is too long"),
    /** A statement can't be evaluated, such as one that uses what was never assigned. */
    EVALUATION(
        "AutoScalingFormulaEvaluationError", "Autoscale evaluation failed due to the formula"),
    /** The formula demands more samples than there are. */
    INSUFFICIENT_SAMPLES(
        "InsufficientSampleData", "Autoscale evaluation failed due to insufficient sample data");

    private final String code;
    private final String message;

    Kind(String code, String message) {
      this.code = code;
      this.message = message;
    }

    /** Returns the service's code. */
    public String code() {
      return code;
    }

    /** Returns what the service says about all problems of this kind. */
    public String message() {
      return message;
    }
  }

  /** Checks that nothing is null. */
  public FormulaProblem {
    requireNonNull(kind, "kind");
    requireNonNull(detail, "detail");
  }

  /**
   * Returns where and what, as the service writes it into the value named {@code Message}: {@code
   * Line 1, Col 37: Insufficient data from data set: $CPUPercent wanted 10%, received 0%}.
   */
  @Override
  public String toString() {
    return "Line " + line + ", Col " + column + ": " + detail;
  }
}
