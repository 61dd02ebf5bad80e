package io.github.lighterman;

/** The run exists already, or another driver has it. */
public final class RunInUseException extends WorkflowException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with this message. */
  public RunInUseException(String message) {
    super(Retry.IS_USELESS, message, null);
  }
}
