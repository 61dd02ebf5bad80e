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
    /**
     * Checks that there can be such a pool.
     *
     * @throws IllegalArgumentException if Azure would refuse the name
     */
    public Existing {
      if (!requireNonNull(poolId, "poolId").matches("[A-Za-z0-9_-]{1,64}")) {
        throw new IllegalArgumentException(
            "the name of a pool must be 1 to 64 letters, digits, '-' and '_', not '"
                + SignedUrls.redact(poolId)
                + "'");
      }
    }
  }
}
