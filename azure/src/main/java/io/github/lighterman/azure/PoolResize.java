package io.github.lighterman.azure;

import java.util.Optional;

/** Which pools can be given another size, and which size. */
final class PoolResize {
  private PoolResize() {}

  /**
   * Checks that a pool can have this size.
   *
   * @param name what jobs call the pool
   * @param pool what it is, if it's one of ours
   * @throws IllegalArgumentException if it can't, with the reason and the way out
   */
  static void check(String name, Optional<OfferedPool> pool, PoolScale.Fixed wanted) {
    if (pool.isEmpty()) {
      throw refused(name, "was there before and is never changed; resize it where it was made");
    }
    PoolSpec spec = pool.get().spec();
    if (!(spec.scale() instanceof PoolScale.Fixed first)) {
      throw refused(
          name, "scales itself; give it a fixed size when it's described, or other limits");
    }
    requireKind(name, "dedicated machines", first.nodes(), wanted.nodes());
    requireKind(name, "machines that can be taken away", first.spotNodes(), wanted.spotNodes());
  }

  /** Jobs were placed by what the pool was described with. */
  private static void requireKind(String name, String kind, int first, int wanted) {
    if (first == 0 && wanted > 0) {
      throw refused(
          name,
          "was described without "
              + kind
              + ", which jobs rely on; describe another pool with them");
    }
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException("pool '" + name + "' can't be resized: it " + why);
  }
}
