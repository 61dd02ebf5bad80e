package io.github.lighterman.samples.survival;

import java.util.Random;

/** Which connections are torn, and where: seeded, so that the same numbers come each time. */
final class Tears {
  /** Where a connection is torn. */
  enum Tear {
    NOWHERE,
    BEFORE_REQUEST,
    IN_REQUEST,
    AFTER_REQUEST,
    IN_ANSWER
  }

  static final Tears NONE = new Tears(0, 0);

  private final double probability;
  // Guarded by this.
  private final Random random;

  Tears(double probability, long seed) {
    this.probability = probability;
    this.random = new Random(seed);
  }

  /** Returns what happens to the next request. */
  synchronized Tear next() {
    Tear[] all = Tear.values();
    return random.nextDouble() < probability ? all[1 + random.nextInt(all.length - 1)] : all[0];
  }
}
