package io.github.lighterman.testing.contract;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what must come, lets time pass meanwhile, and ends a wait that is in vain. */
final class Patience {
  private final ExecutorFixture fixture;
  private final Duration longest;

  Patience(ExecutorFixture fixture) {
    this.fixture = fixture;
    this.longest = fixture.patience();
  }

  /** Waits until it holds. */
  void until(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > longest.toNanos()) {
        throw new AssertionError("not within " + longest.toSeconds() + " s: " + what);
      }
      fixture.passTime();
    }
  }

  /** Waits for a future and returns what it holds, or throws what it failed with. */
  <T> T await(String what, Future<T> future) throws Exception {
    until(what, future::isDone);
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Makes a call that may take time: on a thread of its own, while time passes here. */
  <T> T timed(String what, Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = start(what, task);
    try {
      return await(what, task);
    } finally {
      thread.interrupt();
    }
  }

  /** Makes a call that must return although no time passes. */
  <T> T promptly(String what, Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = start(what, task);
    try {
      return task.get(longest.toMillis() / 2, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(what + " blocks its caller", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      thread.interrupt();
    }
  }

  static Thread start(String what, Runnable task) {
    Thread thread = new Thread(task, "contract: " + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
