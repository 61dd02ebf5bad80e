package io.github.lighterman.testing.batch.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts tasks on nodes: the tasks of the job with the highest priority first, then in the order in
 * which they were added; on the node with the most free slots, or the fewest if the pool packs.
 */
final class Placement {
  private final Account account;
  private final Set<Pool> dirty = new LinkedHashSet<>();
  private boolean scheduled;

  Placement(Account account) {
    this.account = account;
  }

  /** Looks at a pool again when the present operation is done. */
  void look(@Nullable Pool pool) {
    if (pool != null && dirty.add(pool) && !scheduled) {
      scheduled = true;
      Duration wait = account.settings.pace().placement();
      if (wait.isZero()) {
        account.engine.later(this::placeAll);
      } else {
        account.engine.after(wait, this::placeAll);
      }
    }
  }

  private void placeAll() {
    scheduled = false;
    List<Pool> pools = new ArrayList<>(dirty);
    dirty.clear();
    pools.forEach(this::place);
  }

  private void place(Pool pool) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : pool.nodes.values()) {
      if (node.takesTasks() && node.freeSlots() > 0) {
        nodes.add(node);
      }
    }
    if (nodes.isEmpty() || pool.deleting) {
      return;
    }
    for (Job job : waitingJobs(pool)) {
      place(job, nodes);
    }
  }

  private void place(Job job, List<Node> nodes) {
    List<Node> fit = new ArrayList<>(nodes);
    fit.removeIf(node -> refuses(job, node));
    while (job.mayRunMore() && !fit.isEmpty()) {
      int most = 0;
      for (Node node : fit) {
        most = Math.max(most, node.freeSlots());
      }
      Task task = job.ready.first(most);
      if (task == null) {
        return;
      }
      Node node = choose(task, fit);
      job.ready.remove(task);
      account.taskLife.place(task, node);
      if (node.freeSlots() <= 0) {
        fit.remove(node);
      }
    }
  }

  private List<Job> waitingJobs(Pool pool) {
    List<Job> waiting = new ArrayList<>();
    for (Job job : account.jobs.values()) {
      if (job.pool == pool && job.state == JobState.ACTIVE && job.ready.size() > 0) {
        waiting.add(job);
      }
    }
    waiting.sort(
        Comparator.comparingInt((Job job) -> -job.priority()).thenComparing(job -> job.number));
    return waiting;
  }

  private static boolean refuses(Job job, Node node) {
    JobOnNode onNode = job.onNodes.get(node);
    return node.freeSlots() <= 0
        || (onNode != null && onNode.failedToPrepare() && mustSucceed(job));
  }

  private static boolean mustSucceed(Job job) {
    return job.spec.path("jobPreparationTask").path("waitForSuccess").asBoolean(true);
  }

  private static Node choose(Task task, List<Node> nodes) {
    String affinity = task.spec.path("affinityInfo").path("affinityId").asText("");
    boolean packs = task.job.pool != null && task.job.pool.packs();
    Node best = null;
    for (Node node : nodes) {
      if (node.freeSlots() < task.slots) {
        continue;
      }
      if (affinity.equals("TVM:" + node.id)) {
        return node;
      }
      if (best == null
          || (packs ? node.freeSlots() < best.freeSlots() : node.freeSlots() > best.freeSlots())) {
        best = node;
      }
    }
    if (best == null) {
      throw new IllegalStateException("no node fits " + task);
    }
    return best;
  }
}
