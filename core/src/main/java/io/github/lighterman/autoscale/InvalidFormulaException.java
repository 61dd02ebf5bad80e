package io.github.lighterman.autoscale;

import static java.util.Objects.requireNonNull;

/** A text is no formula: the service would refuse it with status 400. */
public final class InvalidFormulaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final FormulaProblem problem;

  InvalidFormulaException(FormulaProblem problem) {
    super(problem.kind().message() + ". " + requireNonNull(problem, "problem"));
    this.problem = problem;
  }

  /** Returns what is wrong and where. */
  public FormulaProblem problem() {
    return problem;
  }
}
