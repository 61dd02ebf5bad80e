package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Whom a task runs as.
 *
 * @param userName one of the pool's accounts, or empty for an automatic one
 * @param scope whether the automatic one is the pool's or the task's own; meaningless with a name
 * @param elevation whether it is an administrator
 */
public record UserIdentity(Optional<String> userName, Scope scope, Elevation elevation) {
  /** Who shares an automatic account. */
  public enum Scope {
    /** All tasks of the pool. */
    POOL,
    /** Nobody. */
    TASK
  }

  /** What an account may do. */
  public enum Elevation {
    /** What an ordinary account may. */
    NON_ADMIN,
    /** Everything. */
    ADMIN
  }

  /** Checks that nothing is missing. */
  public UserIdentity {
    requireNonNull(userName, "userName");
    requireNonNull(scope, "scope");
    requireNonNull(elevation, "elevation");
  }
}
