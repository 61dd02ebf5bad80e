package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** In which pool the jobs of a run are carried out. Immutable. */
public sealed interface PoolChoice permits PoolChoice.Existing, PoolChoice.Several, PoolSpec {
  /**
   * Returns the choice of a pool that is there, which is used and never changed or deleted.
   *
   * @param poolId its name
   */
  static PoolChoice existing(String poolId) {
    return new Existing(poolId);
  }

  /**
   * Returns the choice of the cheapest of several pools in which a job fits, for each job anew. A
   * pool is made when the first job needs it.
   *
   * @throws IllegalArgumentException if there is none, or two have one name
   */
  static PoolChoice anyOf(PoolSpec... specs) {
    return new Several(List.of(specs));
  }

  /**
   * Returns the choice of the cheapest of several pools in which a job fits, for each job anew. A
   * pool is made when the first job needs it.
   *
   * @throws IllegalArgumentException if there is none, or two have one name
   */
  static PoolChoice anyOf(List<PoolSpec> specs) {
    return new Several(specs);
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

  /**
   * Several pools to be made, of which each job gets the cheapest that fits.
   *
   * @param specs one or more, each with its own name
   */
  record Several(List<PoolSpec> specs) implements PoolChoice {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if there is no pool, or two have one name
     */
    public Several {
      specs = List.copyOf(specs);
      if (specs.isEmpty()) {
        throw new IllegalArgumentException("there must be a pool to choose");
      }
      Set<String> names = new HashSet<>();
      for (PoolSpec spec : specs) {
        if (!names.add(spec.name())) {
          throw new IllegalArgumentException(
              "two pools have the name '" + spec.name() + "'; give each its own");
        }
      }
    }
  }
}
