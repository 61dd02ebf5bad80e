package io.github.lighterman;

/** There is no run with this id. */
public final class RunNotFoundException extends WorkflowException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with this message. */
  public RunNotFoundException(String message) {
    super(Retry.IS_USELESS, message, null);
  }
}
