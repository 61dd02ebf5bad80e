package io.github.lighterman.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool, as the service shows it.
 *
 * @param id its name
 * @param state whether it's there to stay
 * @param allocation whether its number of nodes changes just now
 * @param vmSize the machines' size
 * @param slotsPerNode how many slots a node has
 * @param containers whether its tasks run in containers
 * @param nodes how many it has and wants to have
 * @param errors why it has fewer nodes than it wants to have, if it has
 * @param autoScale how it scales itself, if it does
 * @param metadata what its owner finds it by
 */
record PoolView(
    String id,
    State state,
    Allocation allocation,
    String vmSize,
    int slotsPerNode,
    Containers containers,
    Nodes nodes,
    List<ResizeError> errors,
    Optional<AutoScale> autoScale,
    Map<String, String> metadata) {
  PoolView {
    errors = List.copyOf(errors);
    metadata = Map.copyOf(metadata);
  }

  /** Whether a pool is there to stay. */
  enum State {
    /** It is. */
    ACTIVE,
    /** It's being deleted. */
    DELETING
  }

  /** Whether the number of nodes changes just now. */
  enum Allocation {
    /** It does not. */
    STEADY,
    /** It does. */
    RESIZING
  }

  /** How many nodes a pool has and wants to have. */
  record Nodes(int dedicated, int spot, int targetDedicated, int targetSpot) {}

  /**
   * Why a pool has fewer nodes than it wants to have.
   *
   * @param code the service's own code, such as {@code AccountCoreQuotaReached}
   * @param message what the service said
   */
  record ResizeError(String code, String message) {}

  /**
   * How a pool scales itself.
   *
   * @param formula what its size follows from
   * @param interval how long from one evaluation to the next, 5 minutes to 7 days
   * @param lastRun what came of the last evaluation, once there was one
   */
  record AutoScale(String formula, Duration interval, Optional<Run> lastRun) {
    /**
     * An evaluation of the formula.
     *
     * @param time when it was
     * @param results what its variables came to; empty if it failed early
     * @param error why it failed, if it did; the pool then keeps its size
     */
    record Run(Instant time, String results, Optional<ServiceError> error) {}
  }
}
