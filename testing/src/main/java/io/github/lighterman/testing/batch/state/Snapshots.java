package io.github.lighterman.testing.batch.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Shows an account as it is at one moment. Called with the engine's lock held. */
public final class Snapshots {
  private final Account account;

  /** Returns what shows an account. */
  public Snapshots(Account account) {
    this.account = account;
  }

  /** A pool at that moment. */
  public record PoolMoment(
      String id, String state, String allocationState, Machine machine, Target target) {}

  /** What each node of a pool is. */
  public record Machine(String vmSize, int slots) {}

  /** How many nodes a pool wants, and whether by its formula. */
  public record Target(int dedicated, int spot, boolean automatic) {}

  /** A node at that moment. */
  public record NodeMoment(
      String id, String state, Node.Kind kind, int usedSlots, List<String> tasks) {}

  /** A task at that moment. */
  public record TaskMoment(
      String id, TaskState state, Optional<String> nodeId, OptionalInt exitCode) {}

  /** Returns all pools with their nodes. */
  public <P, N> List<P> pools(
      BiFunction<PoolMoment, List<N>, P> toPool, Function<NodeMoment, N> toNode) {
    List<P> pools = new ArrayList<>();
    for (Pool pool : account.pools.values()) {
      List<N> nodes = new ArrayList<>();
      for (Node node : pool.nodes.values()) {
        List<String> tasks = node.tasks.stream().map(task -> task.job.id + "/" + task.id).toList();
        nodes.add(
            toNode.apply(
                new NodeMoment(node.id, node.state.wire(), node.kind, node.usedSlots, tasks)));
      }
      pools.add(
          toPool.apply(
              new PoolMoment(
                  pool.id,
                  pool.deleting ? "deleting" : "active",
                  pool.allocation.wire(),
                  new Machine(pool.vmSize(), pool.slotsPerNode()),
                  new Target(
                      pool.target(Node.Kind.DEDICATED),
                      pool.target(Node.Kind.SPOT),
                      pool.scalesItself())),
              nodes));
    }
    return pools;
  }

  /** Returns all jobs with their tasks. */
  public <J, T> List<J> jobs(BiFunction<Job, List<T>, J> toJob, Function<TaskMoment, T> toTask) {
    List<J> jobs = new ArrayList<>();
    for (Job job : account.jobs.values()) {
      List<T> tasks = new ArrayList<>();
      for (Task task : job.tasks.all()) {
        tasks.add(
            toTask.apply(
                new TaskMoment(
                    task.id,
                    task.state,
                    task.node().map(Node::id),
                    task.exitCode == null ? OptionalInt.empty() : OptionalInt.of(task.exitCode))));
      }
      jobs.add(toJob.apply(job, tasks));
    }
    return jobs;
  }
}
