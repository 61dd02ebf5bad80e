package io.github.lighterman.azure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads that carry out the parts of large transfers at the same time. Safe for use by
 * several threads, whose transfers share them.
 */
final class Lanes implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final int count;
  private final ThreadPoolExecutor threads;

  /** Something that one lane does at once. */
  @FunctionalInterface
  interface Part {
    void run() throws IOException;
  }

  Lanes(String name, int count) {
    this.count = count;
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  Transfer begin() {
    return new Transfer();
  }

  /** Interrupts what is under way and waits for its end, for some seconds at most. */
  @Override
  public void close() {
    // Parts that never start count as done, or who waits for them would wait for ever.
    threads.shutdownNow().forEach(Runnable::run);
    try {
      threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One transfer. For use by one thread, which must close it: it's only then that no part runs any
   * more. After a failure no further part starts.
   */
  final class Transfer implements AutoCloseable {
    private final Semaphore free = new Semaphore(count);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Has a part carried out, and waits before that while there are as many parts as lanes, for
     * their bytes take memory.
     *
     * @throws IOException if an earlier part has failed
     */
    void add(Part part) throws IOException {
      try {
        free.acquire();
      } catch (InterruptedException e) {
        throw interrupted();
      }
      try {
        throwFailure();
        threads.execute(() -> run(part));
      } catch (RejectedExecutionException e) {
        free.release();
        throw new IOException("storage is closed", e);
      } catch (IOException | RuntimeException | Error e) {
        free.release();
        throw e;
      }
    }

    private void run(Part part) {
      try {
        if (threads.isShutdown()) {
          throw new IOException("storage was closed meanwhile");
        }
        if (failure.get() == null) {
          part.run();
        }
      } catch (IOException | RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        free.release();
      }
    }

    /**
     * Waits until all parts are done.
     *
     * @throws IOException if a part has failed
     */
    void finish() throws IOException {
      try {
        free.acquire(count);
      } catch (InterruptedException e) {
        throw interrupted();
      }
      free.release(count);
      throwFailure();
    }

    private InterruptedIOException interrupted() {
      InterruptedIOException thrown = new InterruptedIOException("interrupted");
      failure.compareAndSet(null, thrown);
      Thread.currentThread().interrupt();
      return thrown;
    }

    private void throwFailure() throws IOException {
      Throwable thrown = failure.get();
      if (thrown instanceof IOException e) {
        throw e;
      } else if (thrown instanceof RuntimeException e) {
        throw e;
      } else if (thrown instanceof Error e) {
        throw e;
      }
    }

    /** Waits for parts that run; if not all was well, those that wait are left out. */
    @Override
    public void close() {
      failure.compareAndSet(null, new IOException("the transfer was given up"));
      free.acquireUninterruptibly(count);
    }
  }
}
