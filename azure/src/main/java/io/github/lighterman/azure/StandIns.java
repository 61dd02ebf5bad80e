package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import io.github.lighterman.spi.TaskId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets tasks go on that wait at Batch for one of which the job has succeeded and which Batch calls
 * failed, since only its logs could not be uploaded: a task of the same name that does nothing and
 * ends well takes its place. Safe for use by several threads.
 */
final class StandIns {
  private static final Logger log = LoggerFactory.getLogger(StandIns.class);
  private static final String NOTHING = CommandLines.quote(List.of("/bin/sh", "-c", "exit 0"));

  private final AzureMachinery machinery;
  private final RunJobs jobs;
  private final TaskTable table;
  private final TaskCourse.Jobs states;
  private final Errands errands;

  StandIns(
      AzureMachinery machinery,
      RunJobs jobs,
      TaskTable table,
      TaskCourse.Jobs states,
      Errands errands) {
    this.machinery = machinery;
    this.jobs = jobs;
    this.table = table;
    this.states = states;
    this.errands = errands;
  }

  /** Lets go on what waits for this attempt, which has succeeded, as its job has by now. */
  void replace(TaskId task, int generation) {
    // Whatever is sent from now on knows that it need not wait.
    if (table.live().stream().anyMatch(other -> waits(other, task.job(), generation))) {
      errands.run(machinery.requests, () -> put(task, generation));
    }
  }

  /**
   * Lets go on what a driver before this one has left waiting.
   *
   * @param sound the jobs whose tasks have succeeded at Batch, too
   */
  void replaceAll(Set<JobId> sound) {
    Map<Integer, Set<JobId>> replaced = new HashMap<>();
    for (TrackedTask task : table.live()) {
      if (!task.waits()) {
        continue;
      }
      for (JobId job : task.submission().spec().upstream()) {
        Set<JobId> there = replaced.computeIfAbsent(task.generation(), key -> new HashSet<>());
        if (!sound.contains(job) && states.hasSucceeded(job) && there.add(job)) {
          replace(new TaskId(job, 1), task.generation());
        }
      }
    }
  }

  private void put(TaskId task, int generation) {
    String id = TaskNames.task(task.job());
    try {
      jobs.tasks().delete(generation, id);
      AddedTask added =
          machinery.gateway.addTasks(jobs.id(generation), List.of(nothing(task))).get(0);
      if (added.status() == AddedTask.Status.ADDED) {
        log.info("Batch calls {} failed for its logs alone; what waits for it goes on", task);
        machinery.poller.soon();
      } else if (added.status() == AddedTask.Status.REFUSED) {
        log.warn("What waits for {} at Batch can't go on: {}", task, added.message());
      } else {
        // It was not gone yet, or the service was busy.
        errands.later(TaskCourse.AGAIN, machinery.requests, () -> replace(task, generation));
      }
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.TRANSIENT) {
        log.warn("What waits for {} can't go on now; it's tried again", task, e);
        errands.later(TaskCourse.AGAIN, machinery.requests, () -> replace(task, generation));
      } else {
        log.warn("What waits for {} at Batch can't go on", task, e);
      }
    }
  }

  private static BatchTask nothing(TaskId task) {
    return new BatchTask(
        TaskNames.task(task.job()),
        TaskNames.display(task),
        NOTHING,
        Map.of(),
        Optional.empty(),
        new BatchTask.Files(List.of(), List.of()),
        new BatchTask.Demand(1, Optional.empty(), Duration.ofHours(1), Elevation.NON_ADMIN),
        List.of());
  }

  private static boolean waits(TrackedTask task, JobId job, int generation) {
    boolean sent =
        task.place() == TrackedTask.Place.SENDING
            || (task.place() == TrackedTask.Place.AT_BATCH && task.generation() == generation);
    return sent && task.submission().spec().upstream().contains(job);
  }
}
