package io.github.lighterman.testing.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets several threads do something at once. */
final class Race {
  private static final int LONGEST_SECONDS = 60;

  private Race() {}

  /** What one of the threads does. */
  @FunctionalInterface
  interface Part {
    void run(int thread) throws Exception;
  }

  /**
   * Runs {@code part} on so many threads, all starting together, and returns when all are done.
   *
   * @throws AssertionError if one of them threw, with that as its cause, or takes over a minute
   */
  static void run(int threads, Part part) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        running.add(
            pool.submit(
                () -> {
                  start.await();
                  part.run(thread);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        join(each);
      }
    } finally {
      pool.shutdownNow();
      // A thread that is still busy would write into what JUnit now deletes.
      boolean unused = pool.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void join(Future<?> running) throws InterruptedException {
    try {
      running.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(
          "one of several threads that worked at once failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(
          "threads that work at once have not finished within " + LONGEST_SECONDS + " seconds", e);
    }
  }
}
