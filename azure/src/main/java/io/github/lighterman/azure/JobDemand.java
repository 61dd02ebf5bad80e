package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Resources;

/**
 * What a job wants from a pool.
 *
 * @param resources from a node
 * @param containers {@link Containers#REQUIRED} if it names an image
 * @param wish which pool it asks for
 */
record JobDemand(Resources resources, Containers containers, PoolWish wish) {
  JobDemand {
    requireNonNull(resources, "resources");
    requireNonNull(containers, "containers");
    requireNonNull(wish, "wish");
  }

  static JobDemand of(Resources resources, Containers containers) {
    return new JobDemand(resources, containers, PoolWish.of(resources.hints()));
  }
}
