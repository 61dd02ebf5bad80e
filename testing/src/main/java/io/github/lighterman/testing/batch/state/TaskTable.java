package io.github.lighterman.testing.batch.state;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a job: by id, in which order they are listed; by the time at which they came into
 * their states, so that what has changed lately is found without looking at all the others; and
 * counted. Guarded by the engine's lock.
 */
final class TaskTable {
  private final NavigableMap<String, Task> byId = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final NavigableMap<Instant, Task> byStateTime = new TreeMap<>();
  private final Map<TaskState, int[]> tasksAndSlots = new EnumMap<>(TaskState.class);
  private final int[] succeeded = new int[2];
  private final int[] failed = new int[2];

  TaskTable() {
    for (TaskState state : TaskState.values()) {
      tasksAndSlots.put(state, new int[2]);
    }
  }

  @Nullable Task find(String id) {
    return byId.get(id);
  }

  void add(Task task) {
    byId.put(task.id, task);
    byStateTime.put(task.stateTime, task);
    count(task, 1);
  }

  void remove(Task task) {
    byId.remove(task.id);
    byStateTime.remove(task.stateTime);
    count(task, -1);
  }

  /** Brings a task into another state; its result has to be set by then. */
  void move(Task task, TaskState next, Instant stamp) {
    if (!task.state.canBecome(next)) {
      throw new IllegalStateException(task + " can't become " + next);
    }
    byStateTime.remove(task.stateTime);
    count(task, -1);
    task.previousState = task.state;
    task.previousStateTime = task.stateTime;
    task.state = next;
    task.stateTime = stamp;
    byStateTime.put(stamp, task);
  }

  /** Counts a task after it was moved and its result was set. */
  void moved(Task task) {
    count(task, 1);
  }

  Collection<Task> all() {
    return byId.values();
  }

  Collection<Task> after(String id) {
    return byId.tailMap(id, false).values();
  }

  /** Returns those that came into their states at a time or later, in that order. */
  Collection<Task> since(Instant time) {
    return byStateTime.tailMap(time, true).values();
  }

  /** Returns the ids of all, found whatever their case. */
  Set<String> ids() {
    return byId.keySet();
  }

  /** Returns all, those first that came into their states last. */
  Collection<Task> newest() {
    return byStateTime.descendingMap().values();
  }

  int count(TaskState state) {
    return tasksAndSlots(state)[0];
  }

  int[] tasksAndSlots(TaskState state) {
    return tasksAndSlots.getOrDefault(state, new int[2]).clone();
  }

  int[] succeeded() {
    return succeeded.clone();
  }

  int[] failed() {
    return failed.clone();
  }

  int size() {
    return byId.size();
  }

  private void count(Task task, int by) {
    add(tasksAndSlots.getOrDefault(task.state, new int[2]), task, by);
    if (task.state == TaskState.COMPLETED) {
      add(task.succeeded ? succeeded : failed, task, by);
    }
  }

  private static void add(int[] tasksAndSlots, Task task, int by) {
    tasksAndSlots[0] += by;
    tasksAndSlots[1] += by * task.slots;
  }
}
