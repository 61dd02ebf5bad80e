package io.github.lighterman.autoscale;

/**
 * How large a pool is and should be, none of it negative.
 *
 * @param targetDedicatedNodes dedicated nodes that it should have
 * @param targetLowPriorityNodes spot nodes that it should have
 * @param currentDedicatedNodes dedicated nodes that it has
 * @param currentLowPriorityNodes spot nodes that it has, preempted ones included
 * @param preemptedNodes spot nodes that were taken away
 * @param taskSlotsPerNode tasks that a node runs at a time, 1 or more
 */
public record PoolSize(
    int targetDedicatedNodes,
    int targetLowPriorityNodes,
    int currentDedicatedNodes,
    int currentLowPriorityNodes,
    int preemptedNodes,
    int taskSlotsPerNode) {
  private static final PoolSize EMPTY = new PoolSize(0, 0, 0, 0, 0, 1);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below what it may be
   */
  public PoolSize {
    require("targetDedicatedNodes", targetDedicatedNodes, 0);
    require("targetLowPriorityNodes", targetLowPriorityNodes, 0);
    require("currentDedicatedNodes", currentDedicatedNodes, 0);
    require("currentLowPriorityNodes", currentLowPriorityNodes, 0);
    require("preemptedNodes", preemptedNodes, 0);
    require("taskSlotsPerNode", taskSlotsPerNode, 1);
  }

  /** Returns a pool without nodes that should have none, one slot per node. */
  public static PoolSize empty() {
    return EMPTY;
  }

  /** Returns a pool that has and should have this many nodes, one slot per node. */
  public static PoolSize of(int dedicatedNodes, int lowPriorityNodes) {
    return new PoolSize(dedicatedNodes, lowPriorityNodes, dedicatedNodes, lowPriorityNodes, 0, 1);
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be " + least + " or more, not " + value);
    }
  }
}
