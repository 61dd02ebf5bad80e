package io.github.lighterman.testing.blob;

/** What may go wrong between a client and the service, on demand. */
public enum BlobFault {
  /**
   * Nothing is done; the answer is status 503 with code {@code ServerBusy} and a {@code
   * Retry-After} in whole seconds.
   */
  THROTTLED,
  /** Nothing is done; the answer is status 500 with code {@code InternalError}. */
  INTERNAL_ERROR,
  /** Nothing is done; the answer is status 503 without a body and without a code. */
  UNAVAILABLE,
  /** Nothing is done, and the connection is reset instead of an answer. */
  RESET_BEFORE_APPLY,
  /** All is done, but the connection is reset instead of an answer. */
  RESET_AFTER_APPLY,
  /** All is done, and the answer comes late. */
  SLOW,
  /**
   * All is done, but only the first half of the answer's body is sent before the connection is
   * closed. An answer without a body doesn't come at all.
   */
  TRUNCATED
}
