package io.github.lighterman.azure;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does things at the same time, on threads that end with it. Safe for use by several threads. */
final class SideBySide implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "lighterman-azure-check");
            thread.setDaemon(true);
            return thread;
          });

  /** Something to do. */
  @FunctionalInterface
  interface Act {
    void run() throws IOException;
  }

  /** How it ended. */
  @FunctionalInterface
  interface Result {
    /** Waits for its end, and returns why it failed if it did. */
    Optional<IOException> failure() throws InterruptedException;
  }

  Result begin(Act act) {
    Future<?> future =
        threads.submit(
            () -> {
              act.run();
              return null;
            });
    return () -> {
      try {
        future.get();
        return Optional.empty();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          return Optional.of(failure);
        }
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw new IllegalStateException(e.getCause());
      }
    };
  }

  /** Interrupts what is still being done and waits for its end, for some seconds at most. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
