package io.github.lighterman.local;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Runners that have nothing to do, kept for the next command. Safe for use by several threads. */
final class RunnerPool {
  private final Deque<Runner> idle = new ArrayDeque<>();
  private boolean closed;

  /** Returns an idle runner or a new one; the caller gives it back or lets it go. */
  Runner take() throws IOException {
    synchronized (this) {
      Runner runner = idle.poll();
      if (runner != null) {
        return runner;
      }
    }
    return Runner.open();
  }

  void giveBack(Runner runner) {
    synchronized (this) {
      if (!closed) {
        idle.push(runner);
        return;
      }
    }
    runner.close();
  }

  /**
   * Ends all that are idle, waits until they are gone, and ends from now on each that is given
   * back.
   */
  void close() {
    Deque<Runner> ended;
    synchronized (this) {
      closed = true;
      ended = new ArrayDeque<>(idle);
      idle.clear();
    }
    ended.forEach(Runner::close);
    try {
      for (Runner runner : ended) {
        runner.awaitEnd();
      }
    } catch (InterruptedException e) {
      // Each ends by itself, only unseen by us.
      Thread.currentThread().interrupt();
    }
  }
}
