package io.github.lighterman;

/** The run, or its executor, is closed. */
public final class RunClosedException extends WorkflowException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with this message. */
  public RunClosedException(String message) {
    super(Retry.IS_USELESS, message, null);
  }
}
