package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.Node;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks what becomes of a run's tasks: by one list a look of what has changed, now and then by a
 * list of all. Looks come one after the other.
 */
final class TaskWatch implements Poller.Look {
  private static final Logger log = LoggerFactory.getLogger(TaskWatch.class);
  // Changes become visible late, by the service's own clock.
  private static final Duration OVERLAP = Duration.ofMinutes(1);
  private static final int LOOKS_UNTIL_ALL = 15;
  private static final int LOOKS_UNTIL_LOST = 3;

  /** What the watch tells. */
  interface Owner extends Denials.Witness {
    /** Is told a fact, which is no end. */
    void fact(TaskReport report);

    /** Is told once that an attempt's task is over. */
    void completed(TrackedTask task, TaskView view);

    /** Is told that an attempt is over without its task. */
    void ended(TrackedTask task, TaskEnd end);

    /** Is told that a task has lost its node and waits or runs again, and what that makes of it. */
    void requeued(TrackedTask task, JobFailure why);
  }

  private final AzureMachinery machinery;
  private final RunJobs jobs;
  private final TaskTable table;
  private final RunPools pools;
  private final WaitingTasks waiting;
  private final Owner owner;
  private final AtomicBoolean doubt = new AtomicBoolean();
  // Both touched by one look after the other.
  private final Map<Integer, Instant> latest = new HashMap<>();
  private long reconciled = System.nanoTime();

  TaskWatch(
      AzureMachinery machinery,
      RunJobs jobs,
      TaskTable table,
      RunPools pools,
      WaitingTasks waiting,
      Owner owner) {
    this.machinery = machinery;
    this.jobs = jobs;
    this.table = table;
    this.pools = pools;
    this.waiting = waiting;
    this.owner = owner;
  }

  @Override
  public boolean look() {
    boolean changed = false;
    Duration seldom = machinery.config.longestPollInterval().multipliedBy(LOOKS_UNTIL_ALL);
    boolean due = System.nanoTime() - reconciled > seldom.toNanos();
    boolean all = doubt.getAndSet(false) || due;
    if (all) {
      reconciled = System.nanoTime();
    }
    for (int generation : generations()) {
      try {
        changed |= look(generation, all);
        owner.granted(Denials.Step.SEE);
      } catch (BatchException e) {
        machinery.logRetried(
            log, "The tasks of {} can't be seen; it's tried again", jobs.id(generation), e);
        owner.failed(Denials.Step.SEE, e);
      }
    }
    waiting.look();
    return changed;
  }

  /** Takes what a list showed of a task. Returns whether it's news. */
  boolean see(TaskView view, int generation) {
    TrackedTask task = table.find(view.id()).filter(it -> it.isShownBy(view)).orElse(null);
    if (task == null || task.place() == TrackedTask.Place.OVER) {
      return false;
    }
    if (task.place() != TrackedTask.Place.AT_BATCH) {
      // Seen before the answer to the call that brought it there.
      return task.place() == TrackedTask.Place.SENDING;
    }
    Optional<String> lost = task.requeued(view);
    if (lost.isPresent()) {
      owner.requeued(task, lost(node(task, lost.get())));
      return true;
    }
    if (!task.see(view.state())) {
      return false;
    }
    switch (view.state()) {
      case ACTIVE -> {}
      case PREPARING -> tell(task, view, TaskReport.Phase.PREPARING, view.since());
      case RUNNING -> {
        Instant started = view.started().orElse(view.since());
        tell(task, view, TaskReport.Phase.PREPARING, started);
        tell(task, view, TaskReport.Phase.RUNNING, started);
      }
      case COMPLETED -> owner.completed(task, view);
    }
    return true;
  }

  private static JobFailure lost(Node node) {
    return node.lease() == Node.Lease.SPOT
        ? JobFailure.of(FailureKind.PREEMPTED, "spot node " + node.id() + " was taken away")
        : JobFailure.of(FailureKind.NODE_LOST, "node " + node.id() + " was lost or restarted");
  }

  /** Returns the numbers of the Batch jobs in which something is still to come. */
  private Set<Integer> generations() {
    Set<Integer> numbers = new TreeSet<>();
    for (TrackedTask task : table.live()) {
      if (task.place() == TrackedTask.Place.AT_BATCH) {
        numbers.add(task.generation());
      }
    }
    return numbers;
  }

  private boolean look(int generation, boolean all) throws BatchException {
    Instant last = latest.get(generation);
    List<TrackedTask> expected = expected(generation);
    boolean over = all && isOver(generation);
    List<TaskView> views;
    try {
      views =
          machinery.gateway.tasks(
              jobs.id(generation),
              all || last == null ? Optional.empty() : Optional.of(last.minus(OVERLAP)));
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.NOT_FOUND && isGone(generation)) {
        expected.forEach(this::miss);
        return true;
      }
      throw e;
    }
    boolean changed = false;
    for (TaskView view : views) {
      changed |= see(view, generation);
      last = last == null || view.since().isAfter(last) ? view.since() : last;
    }
    if (last != null) {
      latest.put(generation, last);
    }
    if (all) {
      missing(expected, views, over);
    }
    return changed;
  }

  private List<TrackedTask> expected(int generation) {
    List<TrackedTask> expected = new ArrayList<>();
    for (TrackedTask task : table.live()) {
      if (task.place() == TrackedTask.Place.AT_BATCH && task.generation() == generation) {
        expected.add(task);
      }
    }
    return expected;
  }

  /** Tells whether a Batch job takes no more tasks, for then it starts none that it has either. */
  private boolean isOver(int generation) throws BatchException {
    boolean over =
        machinery
            .gateway
            .job(jobs.id(generation))
            .filter(job -> job.state() == JobView.State.ENDED)
            .isPresent();
    if (over) {
      jobs.endOf(generation);
    }
    return over;
  }

  /** Tells whether a Batch job that had been known is not there any more. */
  private boolean isGone(int generation) throws BatchException {
    if (jobs.isYoung(generation) || machinery.gateway.job(jobs.id(generation)).isPresent()) {
      return false;
    }
    jobs.endOf(generation);
    return true;
  }

  /** Asks directly for each task that a list of all does not have, or that can't start any more. */
  private void missing(List<TrackedTask> expected, List<TaskView> views, boolean over)
      throws BatchException {
    Set<String> seen = new HashSet<>();
    for (TaskView view : views) {
      if (!over || view.state() != TaskView.State.ACTIVE) {
        seen.add(TaskNames.key(view.id()));
      }
    }
    for (TrackedTask task : expected) {
      if (!seen.contains(TaskNames.key(task.batchId()))) {
        check(task, over);
      }
    }
  }

  /** Looks for a task directly; one that is missing for long enough is lost. */
  void check(TrackedTask task) throws BatchException {
    check(task, false);
  }

  private void check(TrackedTask task, boolean over) throws BatchException {
    Optional<TaskView> view = jobs.tasks().find(task.generation(), task.batchId());
    if (task.place() != TrackedTask.Place.AT_BATCH) {
      return;
    }
    if (view.isEmpty()) {
      miss(task);
    } else if (over && view.get().state() == TaskView.State.ACTIVE) {
      lose(task, "was ended by somebody before the task had run");
    } else {
      see(view.get(), task.generation());
    }
  }

  private void miss(TrackedTask task) {
    OptionalLong since = task.miss(System.nanoTime());
    Duration grace = machinery.config.longestPollInterval().multipliedBy(LOOKS_UNTIL_LOST);
    if (since.isPresent() && System.nanoTime() - since.getAsLong() >= grace.toNanos()) {
      lose(task, "does not have the task any more; somebody has deleted it, or the job");
    } else {
      owner.fact(TaskReport.of(task.id(), TaskReport.Phase.MISSING, machinery.clock.instant()));
      // Comes back to it without waiting for the next list of all.
      doubt.set(true);
    }
  }

  private void lose(TrackedTask task, String how) {
    JobFailure lost =
        JobFailure.of(
            FailureKind.LOST,
            "task "
                + task.batchId()
                + " is lost: Batch job "
                + jobs.id(task.generation())
                + " "
                + how);
    owner.ended(task, TaskEnd.failed(task.stopped().orElse(lost)));
  }

  private void tell(TrackedTask task, TaskView view, TaskReport.Phase phase, Instant at) {
    TaskReport report = TaskReport.of(task.id(), phase, at);
    owner.fact(view.nodeId().map(id -> report.on(node(task, id))).orElse(report));
  }

  /** Returns the node that a task is on, of which the last letters say how it was had. */
  Node node(TrackedTask task, String id) {
    Node.Lease lease =
        id.endsWith("_p") || id.endsWith("-p") ? Node.Lease.SPOT : Node.Lease.DEDICATED;
    Optional<String> size = pools.get(jobs.pool(task.generation())).watch().machineType();
    return new Node(id, size, lease).withShare(task.where().share());
  }
}
