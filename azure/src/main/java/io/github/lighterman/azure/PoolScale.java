package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How many machines a pool has. Immutable. */
public sealed interface PoolScale {
  /**
   * Returns a size that nobody changes.
   *
   * @param nodes how many dedicated machines, 0 to 1,000
   * @param spotNodes how many machines that can be taken away, 0 to 1,000
   * @throws IllegalArgumentException if one is out of its range, or there is no machine at all
   */
  static PoolScale fixed(int nodes, int spotNodes) {
    return new Fixed(nodes, spotNodes);
  }

  /**
   * Returns a formula in the service's language, which it evaluates again and again.
   *
   * @param text at most 8,192 characters
   * @param interval 5 minutes to 168 hours
   */
  static PoolScale formula(String text, Duration interval) {
    return new Formula(text, interval);
  }

  /**
   * A size that nobody changes.
   *
   * @param nodes how many dedicated machines, 0 to 1,000
   * @param spotNodes how many machines that can be taken away, 0 to 1,000
   */
  record Fixed(int nodes, int spotNodes) implements PoolScale {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range, or there is no machine at all
     */
    public Fixed {
      PoolRules.range("nodes", nodes, 0, 1_000);
      PoolRules.range("spotNodes", spotNodes, 0, 1_000);
      if (nodes + spotNodes == 0) {
        throw new IllegalArgumentException("a pool must have a node; set nodes or spotNodes");
      }
    }
  }

  /**
   * A formula in the service's language.
   *
   * @param text at most 8,192 characters
   * @param interval 5 minutes to 168 hours
   */
  record Formula(String text, Duration interval) implements PoolScale {
    /** Checks that nothing is null. */
    public Formula {
      requireNonNull(text, "text");
      requireNonNull(interval, "interval");
    }
  }
}
