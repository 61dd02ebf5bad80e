package io.github.lighterman.testing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A time that several things have to end, all together. */
final class Grace {
  private final long deadline;

  private Grace(long deadline) {
    this.deadline = deadline;
  }

  static Grace of(Duration time) {
    return new Grace(System.nanoTime() + time.toNanos());
  }

  /** Waits for the thread, and tells whether it ended in time. */
  boolean ends(Thread thread) throws InterruptedException {
    long left = left();
    if (left > 0) {
      TimeUnit.NANOSECONDS.timedJoin(thread, left);
    }
    return !thread.isAlive();
  }

  /** Waits for the process, and tells whether it ended in time. */
  boolean ends(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(Math.max(0, left()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    }
  }

  private long left() {
    return deadline - System.nanoTime();
  }
}
