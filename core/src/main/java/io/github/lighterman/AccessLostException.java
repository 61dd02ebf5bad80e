package io.github.lighterman;

import org.jspecify.annotations.Nullable;

/**
 * The backend has refused the executor's credentials for longer than it waits, and the executor has
 * let go of the run. Futures of jobs that had not ended complete with this, and so does {@link
 * WorkflowRun#awaitIdle}. No job was failed for it, what runs goes on, and nothing of the run was
 * deleted: close the executor, open one with good credentials, and attach.
 */
public final class AccessLostException extends WorkflowException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with this message and, if there is one, this cause. */
  public AccessLostException(String message, @Nullable Throwable cause) {
    super(Retry.IS_USELESS, message, cause);
  }
}
