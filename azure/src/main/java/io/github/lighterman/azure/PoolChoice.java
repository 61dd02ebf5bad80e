package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

/** In which pool the jobs of a run are carried out. */
public sealed interface PoolChoice permits PoolChoice.Existing, PoolSpec {
  /**
   * Returns the choice of a pool that is there, which is used and never changed or deleted.
   *
   * @param poolId its name
   */
  static PoolChoice existing(String poolId) {
    return new Existing(poolId);
  }

  /**
   * A pool that is there.
   *
   * @param poolId its name
   */
  record Existing(String poolId) implements PoolChoice {
    /** Checks that there is a name. */
    public Existing {
      if (requireNonNull(poolId, "poolId").isEmpty()) {
        throw new IllegalArgumentException("the name of a pool must not be empty");
      }
    }
  }
}
