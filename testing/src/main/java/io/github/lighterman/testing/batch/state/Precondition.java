package io.github.lighterman.testing.batch.state;

import java.time.Instant;

/** What a request demands of the thing that it changes. */
@FunctionalInterface
public interface Precondition {
  /** Demands nothing. */
  Precondition NONE = lastModified -> {};

  /**
   * Checks it, with the lock held and before anything is changed.
   *
   * @throws BatchException if it isn't met
   */
  void check(Instant lastModified);
}
