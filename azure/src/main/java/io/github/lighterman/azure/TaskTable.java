package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import io.github.lighterman.spi.TaskId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The attempts of a run that have not ended, by the names of their tasks at Batch, which can't tell
 * upper from lower case. Safe for use by several threads.
 */
final class TaskTable {
  private final Map<String, TrackedTask> live = new ConcurrentHashMap<>();
  private final Map<String, Integer> generations = new ConcurrentHashMap<>();
  private final Set<TaskId> adopted = ConcurrentHashMap.newKeySet();

  void put(TrackedTask task) {
    live.put(TaskNames.key(task.batchId()), task);
  }

  /** Takes an attempt that an earlier driver has started. */
  void adopt(TrackedTask task) {
    adopted.add(task.id());
    put(task);
  }

  /** Tells whether an attempt was started before: it's live, or was adopted and may have ended. */
  boolean isStarted(TaskId task) {
    // It may end before it's its turn to be started.
    return adopted.contains(task) || find(task).isPresent();
  }

  void remove(TrackedTask task) {
    live.remove(TaskNames.key(task.batchId()), task);
  }

  /** Returns the attempt that is under way under this name at Batch. */
  Optional<TrackedTask> find(String batchId) {
    return Optional.ofNullable(live.get(TaskNames.key(batchId)));
  }

  Optional<TrackedTask> find(JobId job) {
    return find(TaskNames.task(job));
  }

  Optional<TrackedTask> find(TaskId task) {
    return find(task.job()).filter(found -> found.id().equals(task));
  }

  Collection<TrackedTask> live() {
    return live.values();
  }

  /** Notes in which of the run's Batch jobs there is a task of this name. */
  void place(String batchId, int generation) {
    generations.put(TaskNames.key(batchId), generation);
  }

  /** Returns in which of the run's Batch jobs there is, or was last, a task of this name. */
  OptionalInt generation(String batchId) {
    Integer found = generations.get(TaskNames.key(batchId));
    return found == null ? OptionalInt.empty() : OptionalInt.of(found);
  }
}
