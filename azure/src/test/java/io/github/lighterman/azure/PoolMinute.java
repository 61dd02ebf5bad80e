package io.github.lighterman.azure;

import io.github.lighterman.testing.batch.BatchSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was seen of an account at one moment.
 *
 * @param pools by id
 * @param queue how many tasks could run and don't, or wait for others
 */
record PoolMinute(Map<String, Pool> pools, int queue) {
  private static final Set<String> USABLE = Set.of("idle", "running");

  /**
   * One pool.
   *
   * @param nodes those with a machine
   * @param usable those that run tasks or could
   * @param preempted those whose machine was taken away
   * @param slots of its usable nodes, and those taken of nodes that are about to go
   * @param used how many of its slots are taken
   */
  record Pool(int nodes, int usable, int preempted, int slots, int used) {
    static final Pool NONE = new Pool(0, 0, 0, 0, 0);

    static Pool of(BatchSnapshot.PoolView pool) {
      List<BatchSnapshot.NodeView> nodes = pool.nodes();
      int preempted = (int) nodes.stream().filter(it -> it.state().equals("preempted")).count();
      int usable = (int) nodes.stream().filter(it -> USABLE.contains(it.state())).count();
      int used = nodes.stream().mapToInt(BatchSnapshot.NodeView::usedSlots).sum();
      int going =
          nodes.stream()
              .filter(it -> !USABLE.contains(it.state()))
              .mapToInt(BatchSnapshot.NodeView::usedSlots)
              .sum();
      return new Pool(
          nodes.size() - preempted, usable, preempted, usable * pool.slotsPerNode() + going, used);
    }

    Pool plus(Pool other) {
      return new Pool(
          nodes + other.nodes,
          usable + other.usable,
          preempted + other.preempted,
          slots + other.slots,
          used + other.used);
    }
  }

  /** Looks at all pools but one. */
  static PoolMinute of(BatchSnapshot snapshot, String leftOut) {
    Map<String, Pool> pools = new TreeMap<>();
    for (BatchSnapshot.PoolView pool : snapshot.pools()) {
      if (!pool.id().equals(leftOut)) {
        pools.put(pool.id(), Pool.of(pool));
      }
    }
    long queue =
        snapshot.jobs().stream()
            .flatMap(job -> job.tasks().stream())
            .filter(task -> task.state().equals("active"))
            .count();
    return new PoolMinute(pools, (int) queue);
  }

  /** Returns the pool of this id, as empty if it isn't there. */
  Pool pool(String id) {
    return pools.getOrDefault(id, Pool.NONE);
  }

  /** Returns all pools as one. */
  Pool all() {
    return pools.values().stream().reduce(Pool.NONE, Pool::plus);
  }
}
