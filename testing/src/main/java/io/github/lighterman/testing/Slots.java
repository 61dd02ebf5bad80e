package io.github.lighterman.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** How many attempts of a backend run at once; greater priority first, then first come. */
final class Slots {
  private record Waiting(ScriptedTask task, int priority, long number) {}

  private final PriorityQueue<Waiting> queue =
      new PriorityQueue<>(
          Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::number));
  private final List<ScriptedTask> granted = new ArrayList<>();
  private int free;
  private long count;

  Slots(int free) {
    this.free = free;
  }

  /** Takes a slot, or a place in the queue; then {@code task} is poked once it may ask again. */
  synchronized boolean take(ScriptedTask task, int priority) {
    if (granted.remove(task)) {
      return true;
    }
    if (free > 0) {
      free--;
      return true;
    }
    queue.add(new Waiting(task, priority, count++));
    return false;
  }

  /** Gives a slot back, to the next in the queue if there is one. */
  void release() {
    Waiting next;
    synchronized (this) {
      next = queue.poll();
      if (next == null) {
        free++;
      } else {
        granted.add(next.task());
      }
    }
    if (next != null) {
      next.task().wake();
    }
  }

  /** Takes a task that ended before it had a slot out of the queue. */
  void leave(ScriptedTask task) {
    boolean had;
    synchronized (this) {
      queue.removeIf(waiting -> waiting.task() == task);
      had = granted.remove(task);
    }
    if (had) {
      release();
    }
  }
}
