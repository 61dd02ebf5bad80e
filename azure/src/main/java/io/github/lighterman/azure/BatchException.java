package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request to the Batch account failed. The gateway has tried again already where that could help.
 * The message names the request and what the service said, and holds no secret.
 */
final class BatchException extends IOException {
  private static final long serialVersionUID = 1;

  /** What to do about it. */
  enum Kind {
    /** The service is busy or broken at the moment, or can't be reached; later it may work. */
    TRANSIENT,
    /** A limit of the account stands in the way; it may work when others have gone. */
    QUOTA,
    /**
     * A pool or node is in the midst of a change, or was changed a moment ago, and takes no other;
     * it will, and it isn't known whether this was the change. The gateway doesn't wait for it.
     */
    LATER,
    /** Key, token or rights are not enough. */
    DENIED,
    /** There is no such job, task, pool, node or file. */
    NOT_FOUND,
    /** It exists already, or its present state does not allow this. */
    CONFLICT,
    /** The request has more bytes than the service takes. */
    TOO_LARGE,
    /** The service refuses the request as it is, and would again. */
    INVALID
  }

  private final Kind kind;
  private final String code;
  private final boolean repeated;

  /**
   * Creates an exception.
   *
   * @param code the service's own code, such as {@code JobNotFound}; empty if it gave none
   */
  BatchException(Kind kind, String code, String message, @Nullable Throwable cause) {
    this(kind, code, message, cause, false);
  }

  private BatchException(
      Kind kind, String code, String message, @Nullable Throwable cause, boolean repeated) {
    super(requireNonNull(message, "message"), cause);
    this.kind = requireNonNull(kind, "kind");
    this.code = requireNonNull(code, "code");
    this.repeated = repeated;
  }

  /** Returns the same for a request that was tried before, and may have been carried out then. */
  BatchException afterOtherTries() {
    return new BatchException(kind, code, String.valueOf(getMessage()), getCause(), true);
  }

  /** Tells whether an earlier try, whose answer did not come, may have been carried out. */
  boolean isRepeated() {
    return repeated;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the service's own code, such as {@code JobNotFound}; empty if it gave none. */
  String code() {
    return code;
  }
}
