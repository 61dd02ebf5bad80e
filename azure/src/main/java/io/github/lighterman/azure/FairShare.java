package io.github.lighterman.azure;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's part in threads that all runs share. No more of its work is handed over than the threads
 * can do at once, so that a run with little work comes in between, however much another has. In the
 * order of its coming. Safe for use by several threads.
 */
final class FairShare implements Executor {
  private static final Logger log = LoggerFactory.getLogger(FairShare.class);

  private final Executor threads;
  private final int most;
  // Both guarded by this.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int handedOver;

  /** Creates one of so many threads, which take work in the order of its coming. */
  FairShare(Executor threads, int most) {
    this.threads = threads;
    this.most = most;
  }

  /**
   * Has this done as soon as a thread is free and what came before has begun.
   *
   * @throws RejectedExecutionException if the threads have been stopped, and this would begin now
   */
  @Override
  public void execute(Runnable work) {
    synchronized (this) {
      if (handedOver >= most) {
        waiting.add(work);
        return;
      }
      handedOver++;
    }
    handOver(work);
  }

  private void handOver(Runnable work) {
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            next();
          }
        });
  }

  private void next() {
    Runnable work;
    synchronized (this) {
      work = waiting.poll();
      if (work == null) {
        handedOver--;
        return;
      }
    }
    try {
      handOver(work);
    } catch (RejectedExecutionException e) {
      log.debug("Nothing more is done: the executor is closed");
    }
  }
}
