package io.github.lighterman;

/** A log can't be had, or can't be had any more. */
public final class LogUnavailableException extends WorkflowException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with this message. */
  public LogUnavailableException(String message) {
    super(Retry.IS_USELESS, message, null);
  }
}
