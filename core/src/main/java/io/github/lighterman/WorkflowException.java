package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A call failed. A job that failed is no exception but a {@link JobResult}. The message names the
 * thing, the rule and the way out, and holds no secret.
 */
public class WorkflowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Whether the same call can succeed later. */
  public enum Retry {
    /** It can, without a change. */
    CAN_HELP,
    /** It can't, unless something is changed first. */
    IS_USELESS
  }

  private final Retry retry;

  /** Creates an exception with this message and, if there is one, this cause. */
  public WorkflowException(Retry retry, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.retry = requireNonNull(retry, "retry");
  }

  /** Returns whether the same call can succeed later. */
  public final Retry retry() {
    return retry;
  }
}
