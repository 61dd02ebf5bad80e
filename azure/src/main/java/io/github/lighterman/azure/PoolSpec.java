package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

/**
 * A pool that is made for a run when its first job is started, and deleted when the run is closed.
 * Its machine image is found among those that the service offers: the newest Ubuntu, with a
 * container engine if its jobs run in containers.
 *
 * @param vmSize the machines' size, such as {@code Standard_D4s_v5}
 * @param nodes how many dedicated machines, 0 to 1,000
 * @param spotNodes how many machines that can be taken away, 0 to 1,000
 * @param slotsPerNode how many jobs of one cpu a machine runs at once, 1 to 256
 * @param containers whether its jobs run in containers
 */
public record PoolSpec(
    String vmSize, int nodes, int spotNodes, int slotsPerNode, Containers containers)
    implements PoolChoice {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range, or there is no machine at all
   */
  public PoolSpec {
    if (requireNonNull(vmSize, "vmSize").isEmpty()) {
      throw new IllegalArgumentException("vmSize must not be empty; name one as Standard_D4s_v5");
    }
    requireNonNull(containers, "containers");
    requireRange("nodes", nodes, 0, 1_000);
    requireRange("spotNodes", spotNodes, 0, 1_000);
    requireRange("slotsPerNode", slotsPerNode, 1, 256);
    if (nodes + spotNodes == 0) {
      throw new IllegalArgumentException("a pool must have a node; set nodes or spotNodes");
    }
  }

  /**
   * Returns the pool of dedicated machines of this size with a slot each and no containers.
   *
   * @throws IllegalArgumentException if {@code nodes} is not 1 to 1,000
   */
  public static PoolSpec of(String vmSize, int nodes) {
    return new PoolSpec(vmSize, nodes, 0, 1, Containers.NONE);
  }

  /** Returns a copy with so many slots on each machine, 1 to 256. */
  public PoolSpec withSlotsPerNode(int slotsPerNode) {
    return new PoolSpec(vmSize, nodes, spotNodes, slotsPerNode, containers);
  }

  /** Returns a copy with so many machines that can be taken away, 0 to 1,000. */
  public PoolSpec withSpotNodes(int spotNodes) {
    return new PoolSpec(vmSize, nodes, spotNodes, slotsPerNode, containers);
  }

  /** Returns a copy for jobs that run in containers, every one of them. */
  public PoolSpec withContainers() {
    return new PoolSpec(vmSize, nodes, spotNodes, slotsPerNode, Containers.REQUIRED);
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
