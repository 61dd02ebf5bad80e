package io.github.lighterman.testing.batch.state;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Sums an account up for people who watch it: what it has in numbers, and of what there may be
 * thousands only so many. Its cost doesn't grow with the number of tasks. Called with the engine's
 * lock held.
 */
public final class Overview {
  private static final int NODES = 2_000;
  private static final int JOBS = 100;
  private static final int TASKS = 15;

  /** How many tasks of a job are looked at to find failed ones. */
  private static final int LOOKED_AT = 1_000;

  private static final Comparator<Job> UNFINISHED_THEN_NEWEST =
      comparing((Job job) -> job.state == JobState.COMPLETED)
          .thenComparing(job -> job.number, Comparator.reverseOrder());
  private static final Comparator<Task> NEWEST =
      comparing((Task task) -> task.stateTime, Comparator.reverseOrder());

  private final Account account;
  private int nodesLeft = NODES;

  /** Returns what sums an account up, once. */
  public Overview(Account account) {
    this.account = requireNonNull(account, "account");
  }

  /** Returns the summary as JSON. */
  public ObjectNode show() {
    ObjectNode shown = Json.all().put("time", account.engine.now()).node();
    ArrayNode pools = shown.putArray("pools");
    account.pools.values().forEach(pool -> pools.add(pool(pool)));
    List<Job> jobs =
        account.jobs.values().stream().sorted(UNFINISHED_THEN_NEWEST).limit(JOBS).toList();
    ArrayNode shownJobs = shown.putArray("jobs");
    jobs.forEach(job -> shownJobs.add(job(job)));
    shown.put("jobCount", account.jobs.size());
    shown.set("tasks", total());
    tasks(shown.putArray("latestTasks"), jobs, TASKS, task -> true);
    tasks(shown.putArray("failedTasks"), jobs, LOOKED_AT, Overview::hasFailed);
    return shown;
  }

  private ObjectNode pool(Pool pool) {
    ObjectNode shown =
        Json.all()
            .put("id", pool.id)
            .put("state", pool.deleting ? "deleting" : "active")
            .put("allocationState", pool.allocation.wire())
            .put("vmSize", pool.spec.path("vmSize").asText())
            .put("scalesItself", pool.scalesItself())
            .put("slotsPerNode", pool.slotsPerNode())
            .put("dedicated", pool.current(Node.Kind.DEDICATED))
            .put("targetDedicated", pool.target(Node.Kind.DEDICATED))
            .put("spot", pool.current(Node.Kind.SPOT))
            .put("targetSpot", pool.target(Node.Kind.SPOT))
            .node();
    ArrayNode errors = shown.putArray("resizeErrors");
    pool.resizeErrors.forEach(error -> errors.add(error.path("code").asText()));
    Map<String, Integer> states = new TreeMap<>();
    int used = 0;
    ArrayNode nodes = shown.putArray("nodes");
    for (Node node : pool.nodes.values()) {
      states.merge(node.state.wire(), 1, Integer::sum);
      used += node.usedSlots;
      if (nodesLeft > 0) {
        nodesLeft--;
        nodes.add(node(node));
      }
    }
    shown.put("usedSlots", used);
    ObjectNode shownStates = shown.putObject("nodeStates");
    states.forEach(shownStates::put);
    return shown;
  }

  private static ObjectNode node(Node node) {
    return Json.all()
        .put("id", node.id)
        .put("state", node.state.wire())
        .put("spot", node.kind == Node.Kind.SPOT)
        .put("takesTasks", node.schedulingEnabled)
        .put("usedSlots", node.usedSlots)
        .node();
  }

  private static ObjectNode job(Job job) {
    ObjectNode shown =
        Json.all()
            .put("id", job.id)
            .put("state", job.state.wire())
            .put("poolId", job.poolId())
            .put("priority", job.priority())
            .put("terminateReason", job.terminateReason)
            .node();
    ObjectNode tasks = shown.putObject("tasks");
    count(tasks, job.tasks);
    return shown;
  }

  private ObjectNode total() {
    ObjectNode total = Json.all().node();
    account.jobs.values().forEach(job -> count(total, job.tasks));
    return total;
  }

  private static void count(ObjectNode counts, TaskTable tasks) {
    add(counts, "active", tasks.count(TaskState.ACTIVE));
    add(counts, "preparing", tasks.count(TaskState.PREPARING));
    add(counts, "running", tasks.count(TaskState.RUNNING));
    add(counts, "succeeded", tasks.succeeded()[0]);
    add(counts, "failed", tasks.failed()[0]);
  }

  private static void add(ObjectNode counts, String name, int more) {
    counts.put(name, counts.path(name).asInt() + more);
  }

  private static boolean hasFailed(Task task) {
    return task.state == TaskState.COMPLETED && !task.succeeded;
  }

  /** Adds the newest of those tasks, of which each job is asked for a few only. */
  private static void tasks(ArrayNode shown, List<Job> jobs, int lookedAt, Predicate<Task> wanted) {
    List<Task> found = new ArrayList<>();
    for (Job job : jobs) {
      Iterator<Task> newest = job.tasks.newest().iterator();
      int ofJob = 0;
      for (int i = 0; i < lookedAt && ofJob < TASKS && newest.hasNext(); i++) {
        Task task = newest.next();
        if (wanted.test(task)) {
          found.add(task);
          ofJob++;
        }
      }
    }
    found.stream().sorted(NEWEST).limit(TASKS).forEach(task -> shown.add(task(task)));
  }

  private static ObjectNode task(Task task) {
    String state = task.state.wire();
    if (task.state == TaskState.COMPLETED) {
      state = task.succeeded ? "succeeded" : "failed";
    }
    return Json.all()
        .put("job", task.job.id)
        .put("id", task.id)
        .put("state", state)
        .put("time", task.stateTime)
        .put("node", task.node == null ? null : task.node.id)
        .put("exitCode", task.exitCode)
        .put("retries", task.retryCount)
        .put("requeues", task.requeueCount)
        .set("failure", Json.failure(task.failure))
        .node();
  }
}
