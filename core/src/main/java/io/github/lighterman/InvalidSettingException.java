package io.github.lighterman;

/**
 * A setting is unknown, misspelt or has a value of the wrong type; the message lists all of them.
 */
public final class InvalidSettingException extends WorkflowException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with this message. */
  public InvalidSettingException(String message) {
    super(Retry.IS_USELESS, message, null);
  }
}
