package io.github.lighterman.testing.batch;

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
   * @param slotsPerNode how many tasks a node can run at a time
   * @param nodes by id
   */
  public record PoolView(
      String id, String state, String allocationState, int slotsPerNode, List<NodeView> nodes) {}

  /**
   * A node.
   *
   * @param id its id
   * @param state such as {@code idle}
   * @param usedSlots how many of its slots are taken
   * @param tasks the tasks that it runs, each as job and task with a slash between them
   */
  public record NodeView(String id, String state, int usedSlots, List<String> tasks) {}

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
        account.pools(
            (pool, nodes) ->
                new PoolView(pool.id(), pool.state(), pool.allocationState(), pool.slots(), nodes),
            node -> new NodeView(node.id(), node.state(), node.usedSlots(), node.tasks())),
        account.jobs(
            (job, tasks) -> new JobView(job.id(), job.state().wire(), tasks),
            task -> new TaskView(task.id(), task.state().wire(), task.nodeId(), task.exitCode())));
  }
}
