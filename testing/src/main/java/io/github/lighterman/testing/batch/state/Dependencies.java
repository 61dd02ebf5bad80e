package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which tasks of a job wait for which. Ids of tasks that aren't there yet may be named. A range
 * stands for all whole numbers in it, however they are written as ids.
 */
final class Dependencies {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private final Job job;
  private final Set<String> satisfied = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final NavigableSet<Long> satisfiedNumbers = new TreeSet<>();
  private final Map<String, List<Task>> waitingForId = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final List<WaitingForRange> waitingForRanges = new ArrayList<>();

  /** A task that waits for each number from one to another. */
  private record WaitingForRange(Task task, long start, long end) {
    boolean includes(long number) {
      return start <= number && number <= end;
    }
  }

  Dependencies(Job job) {
    this.job = job;
  }

  /** Counts what a new task has to wait for. */
  void add(Task task) {
    JsonNode dependsOn = task.spec.path("dependsOn");
    Set<String> ids = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    dependsOn.path("taskIds").forEach(id -> ids.add(id.asText()));
    long open = 0;
    for (String id : ids) {
      if (!satisfied.contains(id)) {
        waitingForId.computeIfAbsent(id, key -> new ArrayList<>()).add(task);
        open++;
      }
    }
    for (JsonNode range : dependsOn.path("taskIdRanges")) {
      WaitingForRange waiting =
          new WaitingForRange(task, range.path("start").asLong(), range.path("end").asLong());
      long missing = waiting.end - waiting.start + 1 - satisfiedIn(waiting).size();
      if (missing > 0) {
        waitingForRanges.add(waiting);
        open += missing;
      }
    }
    task.openDependencies = (int) Math.min(open, Integer.MAX_VALUE);
  }

  /** Notes that others need not wait for a task any more; returns those that wait for nothing. */
  Collection<Task> satisfy(Task task) {
    List<Task> free = new ArrayList<>();
    if (!job.usesDependencies()) {
      return free;
    }
    if (satisfied.add(task.id)) {
      List<Task> waiting = waitingForId.remove(task.id);
      if (waiting != null) {
        waiting.forEach(other -> release(other, free));
      }
    }
    if (NUMBER.matcher(task.id).matches() && satisfiedNumbers.add(Long.parseLong(task.id))) {
      long number = Long.parseLong(task.id);
      for (WaitingForRange waiting : waitingForRanges) {
        if (waiting.includes(number)) {
          release(waiting.task, free);
        }
      }
      waitingForRanges.removeIf(waiting -> waiting.task.openDependencies == 0);
    }
    return free;
  }

  private NavigableSet<Long> satisfiedIn(WaitingForRange range) {
    return range.start > range.end
        ? new TreeSet<>()
        : satisfiedNumbers.subSet(range.start, true, range.end, true);
  }

  private static void release(Task task, List<Task> free) {
    if (--task.openDependencies == 0) {
      free.add(task);
    }
  }
}
