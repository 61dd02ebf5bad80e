package io.github.lighterman;

import static java.util.Objects.requireNonNull;

/**
 * Why a job does not run yet.
 *
 * @param cause for machines
 * @param message for people: what is missing and, where there is one, the way out
 */
public record PendingReason(Cause cause, String message) {
  /** Causes, for machines. */
  public enum Cause {
    /** Jobs that it depends on have not ended. */
    DEPENDENCIES,
    /** Others use the cpus, memory or gpus that it needs. */
    BUSY,
    /** No machine is there yet. */
    NO_NODE,
    /** A limit of the account keeps machines from coming. */
    QUOTA,
    /** The image is on its way. */
    IMAGE,
    /** The pool can't give machines in its present state. */
    POOL_BROKEN,
    /** It waits before the next attempt. */
    BACKOFF,
    /** None of these; the message tells. */
    OTHER
  }

  /** Checks that nothing is null. */
  public PendingReason {
    requireNonNull(cause, "cause");
    requireNonNull(message, "message");
  }

  /** Returns a reason. */
  public static PendingReason of(Cause cause, String message) {
    return new PendingReason(cause, message);
  }
}
