package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Prepares nodes for jobs, and releases them when the jobs are over. */
final class JobPreparations {
  private final Account account;

  JobPreparations(Account account) {
    this.account = account;
  }

  /** Tells whether a job's tasks may run on a node at once. */
  boolean isReady(Job job, Node node) {
    JobOnNode onNode = job.onNodes.get(node);
    if (onNode == null || onNode.preparation == null) {
      return false;
    }
    return onNode.preparation.isCompleted()
        ? onNode.preparation.succeeded || !waits(job)
        : !waits(job);
  }

  /** Begins to prepare a node, unless that has begun. */
  void prepare(Job job, Node node) {
    JobOnNode onNode = job.onNodes.computeIfAbsent(node, key -> new JobOnNode(job, key));
    if (onNode.preparation != null && !onNode.preparation.isCompleted()) {
      return;
    }
    AuxiliaryRun run = new AuxiliaryRun(account.engine.stamp());
    onNode.preparation = run;
    JsonNode constraints = job.spec.path("jobPreparationTask").path("constraints");
    account.auxiliary.start(
        run,
        new AuxiliaryTasks.Plan(
            () -> account.orders.preparation(job, node),
            constraints.path("maxTaskRetryCount").asInt(0),
            duration(constraints, "maxWallClockTime", Ticks.MAX)),
        () -> prepared(onNode));
    if (!waits(job)) {
      preparing(onNode).forEach(account.taskLife::run);
    }
  }

  /**
   * Releases the nodes that a job was prepared on; tells whether there is something to wait for.
   */
  boolean release(Job job) {
    boolean waits = false;
    if (job.releaseId().isPresent()) {
      for (JobOnNode onNode : List.copyOf(job.onNodes.values())) {
        if (onNode.node.state.isUp() && onNode.release == null) {
          release(onNode);
        }
        waits |= onNode.isReleasing();
      }
    }
    return waits;
  }

  /** Forgets what jobs did on a node that lost its files. */
  void forget(Node node) {
    Set<String> waiting = new TreeSet<>();
    for (Job job : account.jobs.values()) {
      JobOnNode onNode = job.onNodes.remove(node);
      if (onNode != null) {
        if (onNode.preparation != null) {
          onNode.preparation.abandon();
        }
        if (onNode.release != null) {
          onNode.release.abandon();
          waiting.add(job.id);
        }
      }
    }
    waiting.forEach(id -> account.jobLife.taskChanged(account.job(id)));
  }

  /** Has jobs prepare a node again that was rebooted, if they asked for that. */
  void rebooted(Node node) {
    for (Job job : account.jobs.values()) {
      JobOnNode onNode = job.onNodes.get(node);
      if (onNode == null || onNode.preparation == null) {
        continue;
      }
      JsonNode spec = job.spec.path("jobPreparationTask");
      boolean again = spec.path("rerunOnNodeRebootAfterSuccess").asBoolean(true);
      if (again || !onNode.preparation.succeeded) {
        onNode.preparation.abandon();
        onNode.preparation = null;
      }
    }
  }

  private void release(JobOnNode onNode) {
    JsonNode spec = onNode.job.spec.path("jobReleaseTask");
    AuxiliaryRun run = new AuxiliaryRun(account.engine.stamp());
    onNode.release = run;
    account.auxiliary.start(
        run,
        new AuxiliaryTasks.Plan(
            () -> account.orders.release(onNode.job, onNode.node),
            0,
            duration(spec, "maxWallClockTime", Duration.ofMinutes(15))),
        () -> account.jobLife.taskChanged(onNode.job));
  }

  private void prepared(JobOnNode onNode) {
    boolean succeeded = onNode.preparation != null && onNode.preparation.succeeded;
    for (Task task : preparing(onNode)) {
      if (succeeded || !waits(onNode.job)) {
        account.taskLife.run(task);
      } else {
        account.taskLife.recover(task);
      }
    }
  }

  private static List<Task> preparing(JobOnNode onNode) {
    List<Task> preparing = new ArrayList<>();
    for (Task task : onNode.node.tasks) {
      if (task.job == onNode.job && task.state == TaskState.PREPARING) {
        preparing.add(task);
      }
    }
    return preparing;
  }

  private static boolean waits(Job job) {
    return job.spec.path("jobPreparationTask").path("waitForSuccess").asBoolean(true);
  }

  private static Duration duration(JsonNode object, String property, Duration otherwise) {
    return object.has(property) ? Ticks.duration(object.path(property).asText()) : otherwise;
  }
}
