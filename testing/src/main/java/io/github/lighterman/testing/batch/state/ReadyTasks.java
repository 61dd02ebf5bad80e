package io.github.lighterman.testing.batch.state;

import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a job that could run now, by the slots that they need and then in the order in which
 * they were added: a task that needs more than is free doesn't hold up the smaller ones.
 */
final class ReadyTasks {
  private final NavigableMap<Integer, TreeSet<Task>> bySlots = new TreeMap<>();

  void add(Task task) {
    bySlots
        .computeIfAbsent(
            task.slots, slots -> new TreeSet<>(Comparator.comparingLong((Task t) -> t.number)))
        .add(task);
  }

  void remove(Task task) {
    TreeSet<Task> tasks = bySlots.get(task.slots);
    if (tasks != null && tasks.remove(task) && tasks.isEmpty()) {
      bySlots.remove(task.slots);
    }
  }

  /** Returns the first task added that needs no more slots than that, if there is one. */
  @Nullable Task first(int mostSlots) {
    Task first = null;
    for (TreeSet<Task> tasks : bySlots.headMap(mostSlots, true).values()) {
      Task candidate = tasks.first();
      if (first == null || candidate.number < first.number) {
        first = candidate;
      }
    }
    return first;
  }

  int size() {
    return bySlots.values().stream().mapToInt(TreeSet::size).sum();
  }
}
