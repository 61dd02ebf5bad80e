package io.github.lighterman.azure;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the steps of a run taken on threads that are there for them, until the run is closed: then
 * none begins any more. Safe for use by several threads.
 */
final class Errands {
  private static final Logger log = LoggerFactory.getLogger(Errands.class);

  private final AzureMachinery machinery;
  private volatile boolean closed;

  Errands(AzureMachinery machinery) {
    this.machinery = machinery;
  }

  /** Has something done there as soon as a thread is free. */
  void run(Executor threads, Runnable work) {
    try {
      threads.execute(
          () -> {
            if (!closed) {
              work.run();
            }
          });
    } catch (RejectedExecutionException e) {
      log.debug("Nothing more is done: the executor is closed");
    }
  }

  /** Has something done there after a while. */
  void later(Duration delay, Executor threads, Runnable work) {
    if (closed) {
      return;
    }
    try {
      var unused =
          machinery.timer.schedule(() -> run(threads, work), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Nothing more is done: the executor is closed");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Lets nothing begin any more. */
  void close() {
    closed = true;
  }
}
