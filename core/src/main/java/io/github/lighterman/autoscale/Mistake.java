package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.FormulaProblem.Kind;

/**
 * Ends the evaluation of an expression, or the check of its types. Never leaves the package. Holds
 * no stack trace, since a formula can make many and nobody looks at them.
 */
final class Mistake extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final FormulaProblem problem;

  Mistake(Kind kind, Position at, String detail) {
    super(detail, null, false, false);
    this.problem = new FormulaProblem(kind, at.line(), at.column(), detail);
  }

  /** Returns a mistake that only shows in an evaluation. */
  static Mistake at(Position at, String detail) {
    return new Mistake(Kind.EVALUATION, at, detail);
  }

  FormulaProblem problem() {
    return problem;
  }
}
