package io.github.lighterman.azure;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.PendingReason;
import io.github.lighterman.spi.StagingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees to what waits: says why, takes it to another pool if one fits and its own can't run it, has
 * it fail if its own can't for too long, and has pools grow for it. Has pools looked after for
 * which nothing waits, too. Called by one look after the other.
 */
final class WaitingTasks {
  /** Who takes tasks elsewhere, or ends them. */
  interface Owner {
    /** Is told why a task waits. */
    void waits(TrackedTask task, PendingReason why);

    /** Is told that a task should wait in another pool, if it still waits. */
    void move(TrackedTask task);

    /** Is told to end a task for this reason, if it still waits. */
    void giveUp(TrackedTask task, JobFailure why);
  }

  private final AzureMachinery machinery;
  private final RunJobs jobs;
  private final TaskTable table;
  private final RunPools pools;
  private final Placing placing;
  private final TaskCourse.Jobs states;
  private final Owner owner;

  WaitingTasks(
      AzureMachinery machinery,
      RunJobs jobs,
      TaskTable table,
      RunPools pools,
      Placing placing,
      TaskCourse course) {
    this.machinery = machinery;
    this.jobs = jobs;
    this.table = table;
    this.pools = pools;
    this.placing = placing;
    this.states = course.states();
    this.owner = course;
  }

  /** Looks after all of them. */
  void look() {
    Map<RunPool, List<TrackedTask>> waiting = new HashMap<>();
    for (TrackedTask task : table.live()) {
      if (task.waits()) {
        RunPool pool = pools.get(jobs.pool(task.generation()));
        if (pool.id().isEmpty()) {
          jobs.learnPool(task.generation());
        }
        waiting.computeIfAbsent(pool, any -> new ArrayList<>()).add(task);
      }
    }
    waiting.forEach(this::see);
    for (RunPool pool : pools.all()) {
      if (!waiting.containsKey(pool)) {
        pool.watch().tend();
      }
    }
    pools.all().forEach(pool -> pool.watch().keep());
    grow();
  }

  private void see(RunPool pool, List<TrackedTask> tasks) {
    PoolHealth health = pool.watch().health();
    boolean bad = health.isBad();
    if (bad && pool.ours().isPresent()) {
      machinery.leftOut.add(pool.name(), machinery.config.poolPolicy().soldOutPause());
    }
    if (health.grade() == PoolHealth.Grade.GOOD) {
      machinery.leftOut.remove(pool.name());
    }
    boolean late =
        bad && pool.watch().badFor().compareTo(machinery.config.poolPolicy().patience()) > 0;
    for (TrackedTask task : tasks) {
      if (bad && placing.hasSeveral() && fitsElsewhere(task, pool)) {
        owner.move(task);
      } else if (isRunnable(task)) {
        // Any other waits for jobs first, and what becomes of those decides.
        if (late) {
          giveUp(task, health);
        } else {
          owner.waits(task, health.reason());
        }
      }
    }
  }

  private void giveUp(TrackedTask task, PoolHealth health) {
    owner.giveUp(
        task,
        JobFailure.of(
            health.kind(),
            "its pool could not run it for longer than "
                + machinery.config.poolPolicy().patience()
                + ": "
                + health.reason().message()));
  }

  private boolean fitsElsewhere(TrackedTask task, RunPool pool) {
    try {
      String other = placing.choose(task.submission()).pool();
      return !other.equals(pool.name()) && !machinery.leftOut.now().contains(other);
    } catch (StagingException e) {
      return false;
    }
  }

  /** Only when a pool can be told, since each task and all that it depends on are looked at. */
  private void grow() {
    List<RunPool> growing = pools.all().stream().filter(WaitingTasks::canGrow).toList();
    if (growing.isEmpty()) {
      return;
    }
    Map<String, List<TrackedTask>> runnable = new HashMap<>();
    for (TrackedTask task : table.live()) {
      if (isRunnable(task)) {
        runnable.computeIfAbsent(task.where().pool(), any -> new ArrayList<>()).add(task);
      }
    }
    for (RunPool pool : growing) {
      List<TrackedTask> tasks = runnable.getOrDefault(pool.name(), List.of());
      pool.scaling().ifPresent(it -> it.look(pool.id(), tasks));
    }
  }

  private static boolean canGrow(RunPool pool) {
    return pool.scaling().filter(PoolScaling::isDue).isPresent()
        && pool.isMade()
        && !pool.watch().isGivenUp();
  }

  private boolean isRunnable(TrackedTask task) {
    for (JobId job : task.submission().spec().upstream()) {
      if (!states.hasSucceeded(job)) {
        return false;
      }
    }
    return task.place() != TrackedTask.Place.OVER;
  }
}
