package io.github.lighterman.testing.batch;

import io.github.lighterman.testing.batch.state.Node;
import io.github.lighterman.testing.batch.state.Snapshots;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An emulated account at one moment. States are in the service's words.
 *
 * @param pools by id
 * @param jobs by id
 */
public record BatchSnapshot(List<PoolView> pools, List<JobView> jobs) {
  /**
   * A pool.
   *
   * @param id its id
   * @param state {@code active} or {@code deleting}
   * @param allocationState {@code steady}, {@code resizing} or {@code stopping}
   * @param machine what each of its nodes is
   * @param target how many nodes it wants to have
   * @param nodes by id
   */
  public record PoolView(
      String id,
      String state,
      String allocationState,
      Machine machine,
      Target target,
      List<NodeView> nodes) {
    /** Returns how many tasks a node can run at a time. */
    public int slotsPerNode() {
      return machine.slots();
    }

    /** Returns the machines' size, in lower case. */
    public String vmSize() {
      return machine.vmSize();
    }
  }

  /**
   * What each node of a pool is.
   *
   * @param vmSize its size, in lower case
   * @param slots how many tasks it can run at a time
   */
  public record Machine(String vmSize, int slots) {}

  /**
   * How many nodes a pool wants to have.
   *
   * @param dedicated nodes that stay
   * @param spot nodes that may be taken away
   * @param scaling who says so
   */
  public record Target(int dedicated, int spot, Scaling scaling) {}

  /** Who says how many nodes a pool is to have. */
  public enum Scaling {
    /** Whoever resizes it. */
    FIXED,
    /** Its formula. */
    AUTOMATIC
  }

  /** Whether a node may be taken away. */
  public enum Lease {
    /** It stays. */
    DEDICATED,
    /** It may be preempted. */
    SPOT;

    static Lease of(Node.Kind kind) {
      return kind == Node.Kind.DEDICATED ? DEDICATED : SPOT;
    }
  }

  /**
   * A node.
   *
   * @param id its id
   * @param state such as {@code idle}
   * @param lease whether it may be taken away
   * @param usedSlots how many of its slots are taken
   * @param tasks the tasks that it runs, each as job and task with a slash between them
   */
  public record NodeView(String id, String state, Lease lease, int usedSlots, List<String> tasks) {}

  /**
   * A job.
   *
   * @param id its id
   * @param state such as {@code active}
   * @param tasks by id
   */
  public record JobView(String id, String state, List<TaskView> tasks) {}

  /**
   * A task.
   *
   * @param id its id
   * @param state such as {@code running}
   * @param nodeId the node on which it runs or last ran
   * @param exitCode of its command, if it has ended with one
   */
  public record TaskView(String id, String state, Optional<String> nodeId, OptionalInt exitCode) {}

  /** Copies the lists. */
  public BatchSnapshot {
    pools = List.copyOf(pools);
    jobs = List.copyOf(jobs);
  }

  static BatchSnapshot of(Snapshots account) {
    return new BatchSnapshot(
        pools(account),
        account.jobs(
            (job, tasks) -> new JobView(job.id(), job.state().wire(), tasks),
            task -> new TaskView(task.id(), task.state().wire(), task.nodeId(), task.exitCode())));
  }

  static List<PoolView> pools(Snapshots account) {
    return account.pools(
        (pool, nodes) ->
            new PoolView(
                pool.id(),
                pool.state(),
                pool.allocationState(),
                new Machine(pool.machine().vmSize(), pool.machine().slots()),
                new Target(
                    pool.target().dedicated(),
                    pool.target().spot(),
                    pool.target().automatic() ? Scaling.AUTOMATIC : Scaling.FIXED),
                nodes),
        node ->
            new NodeView(
                node.id(), node.state(), Lease.of(node.kind()), node.usedSlots(), node.tasks()));
  }
}
