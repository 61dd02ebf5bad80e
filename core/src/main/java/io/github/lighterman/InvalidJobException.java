package io.github.lighterman;

import java.util.List;
import java.util.stream.Collectors;

/** A job was rejected. Lists every reason. */
public final class InvalidJobException extends WorkflowException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final List<Problem> problems;

  /** Creates an exception that lists these problems, at least one. */
  public InvalidJobException(List<Problem> problems) {
    super(
        problems.stream().allMatch(Problem::isTransient) ? Retry.CAN_HELP : Retry.IS_USELESS,
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
        null);
    this.problems = List.copyOf(problems);
  }

  /** Returns every reason. */
  public List<Problem> problems() {
    return problems;
  }
}
