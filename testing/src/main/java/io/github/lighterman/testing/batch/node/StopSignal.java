package io.github.lighterman.testing.batch.node;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The wish that an attempt ends, and what breaks off what the attempt waits for. Safe for use by
 * several threads.
 */
final class StopSignal {
  /** Takes back what {@link #onStop} was told. */
  @FunctionalInterface
  interface Registration {
    void withdraw();
  }

  private final Set<Runnable> actions = new LinkedHashSet<>();
  private boolean stopped;

  /** Runs all that was registered, on this thread. Does nothing when repeated. */
  void stop() {
    Set<Runnable> due;
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
      due = new LinkedHashSet<>(actions);
      notifyAll();
    }
    due.forEach(Runnable::run);
  }

  /** Has an action run once this is stopped: now, on this thread, if it is. */
  Registration onStop(Runnable action) {
    synchronized (this) {
      if (!stopped) {
        actions.add(action);
        return () -> forget(action);
      }
    }
    action.run();
    return () -> {};
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  /** Throws if this is stopped. */
  void check() throws StoppedException {
    if (isStopped()) {
      throw new StoppedException();
    }
  }

  /** Waits, and throws as soon as this is stopped. */
  synchronized void pause(Duration time) throws StoppedException, InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!stopped) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    throw new StoppedException();
  }

  private synchronized void forget(Runnable action) {
    actions.remove(action);
  }
}
