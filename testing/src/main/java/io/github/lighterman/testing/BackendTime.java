package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The time of a backend in memory: a clock that a test moves, or the system's with threads of its
 * own. These end when no executor is open and nothing is under way any more.
 */
final class BackendTime implements Executor {
  private static final long LAST_MOMENT_SECONDS = 10;

  private final @Nullable ManualClock manual;
  private @Nullable ScheduledThreadPoolExecutor timer;
  private @Nullable ExecutorService callbacks;
  private int users;

  private BackendTime(@Nullable ManualClock manual) {
    this.manual = manual;
  }

  static BackendTime of(ManualClock clock) {
    return new BackendTime(requireNonNull(clock, "clock"));
  }

  static BackendTime real() {
    return new BackendTime(null);
  }

  Clock clock() {
    return manual == null ? Clock.systemUTC() : manual;
  }

  /** Returns what runs things later, for somebody between {@link #enter} and {@link #leave}. */
  synchronized ScheduledExecutorService timer() {
    return manual == null ? requireNonNull(timer, "timer") : manual;
  }

  /** Runs listeners and actions of users, who may still come when the last one has left. */
  @Override
  public void execute(Runnable callback) {
    Executor executor;
    synchronized (this) {
      executor = manual == null ? callbacks : manual;
    }
    if (executor == null) {
      throw new RejectedExecutionException("the executor is closed");
    }
    executor.execute(callback);
  }

  synchronized void enter() {
    users++;
    if (manual == null && timer == null) {
      timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
      timer.setRemoveOnCancelPolicy(true);
      callbacks = Executors.newCachedThreadPool(threads("callback"));
    }
  }

  /** Ends the threads if this was the last user, and waits for them unless it's one of them. */
  void leave() {
    ScheduledExecutorService oldTimer;
    ExecutorService oldCallbacks;
    synchronized (this) {
      users--;
      if (users > 0 || timer == null || callbacks == null) {
        return;
      }
      oldTimer = timer;
      oldCallbacks = callbacks;
      timer = null;
      callbacks = null;
    }
    oldTimer.shutdownNow();
    oldCallbacks.shutdown();
    if (!(Thread.currentThread() instanceof BackendThread)) {
      await(oldTimer);
      await(oldCallbacks);
    }
  }

  private static void await(ExecutorService pool) {
    try {
      if (!pool.awaitTermination(LAST_MOMENT_SECONDS, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory threads(String role) {
    AtomicInteger count = new AtomicInteger();
    return runnable ->
        new BackendThread(runnable, "lighterman-memory-" + role + "-" + count.incrementAndGet());
  }

  private static final class BackendThread extends Thread {
    BackendThread(Runnable runnable, String name) {
      super(runnable, name);
      setDaemon(true);
      // Else a thread that outlives a host's request would hold on to that request's class loader.
      setContextClassLoader(BackendTime.class.getClassLoader());
    }
  }
}
