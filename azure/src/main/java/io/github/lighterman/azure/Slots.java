package io.github.lighterman.azure;

import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import java.util.Optional;

/**
 * How many of a node's slots a job takes: one for each cpu it asks for. The service counts slots
 * and nothing else.
 *
 * @param perNode how many slots a node has
 */
record Slots(int perNode) {
  /** Returns how many slots a job takes, 1 or more. */
  int of(Resources resources) {
    return Math.max(1, (int) Math.ceil(resources.cpus()));
  }

  /** Returns how much of a node that is, more than 0 and at most 1. */
  double share(Resources resources) {
    return Math.min(1, (double) of(resources) / perNode);
  }

  /** Returns why no node can ever run a job that needs this; empty if one can. */
  Optional<Problem> problem(String job, Resources resources) {
    if (resources.gpus() > 0) {
      return Optional.of(
          new Problem(
              Problem.Kind.IMPOSSIBLE_RESOURCES,
              job + ": " + resources.gpus() + " gpus",
              "are more than the pool's machines have",
              "Ask for none"));
    }
    if (of(resources) > perNode) {
      return Optional.of(
          new Problem(
              Problem.Kind.IMPOSSIBLE_RESOURCES,
              job + ": " + resources.cpus() + " cpus",
              "are more than the " + perNode + " slots that a node of the pool has",
              "Ask for less, or use a pool with more slots on a node"));
    }
    return Optional.empty();
  }
}
