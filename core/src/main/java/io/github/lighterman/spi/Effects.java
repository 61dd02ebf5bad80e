package io.github.lighterman.spi;

import com.google.common.util.concurrent.MoreExecutors;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobStatus;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.WorkflowListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from a change of state, kept in the order of the changes and done after the lock is
 * free: by whichever thread comes first, one at a time.
 */
final class Effects {
  private static final Logger log = LoggerFactory.getLogger(Effects.class);

  /** One listener and its own queue, so that a slow one holds up nobody else. */
  private record Audience(WorkflowListener listener, Executor queue) {}

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final List<Audience> audiences = new CopyOnWriteArrayList<>();
  private final Executor callbacks;

  Effects(Executor callbacks) {
    this.callbacks = callbacks;
  }

  void addListener(WorkflowListener listener) {
    audiences.add(new Audience(listener, MoreExecutors.newSequentialExecutor(callbacks)));
  }

  void add(Runnable effect) {
    waiting.add(effect);
  }

  void tell(TrackedJob job, JobStatus status) {
    if (!audiences.isEmpty()) {
      add(() -> audiences.forEach(it -> call(it, () -> it.listener().onStatus(job, status))));
    }
  }

  void complete(TrackedJob job, JobResult result) {
    if (!audiences.isEmpty()) {
      add(() -> audiences.forEach(it -> call(it, () -> it.listener().onResult(job, result))));
    }
    add(() -> settle(job.future(), () -> job.future().complete(result)));
  }

  void abandon(TrackedJob job, RunClosedException closed) {
    add(() -> settle(job.future(), () -> job.future().completeExceptionally(closed)));
  }

  /** Does all that waits, unless another thread is at it; then that one does. */
  void run() {
    // Looks again after giving up the flag: what was added in between would be left lying.
    while (!waiting.isEmpty() && running.compareAndSet(false, true)) {
      try {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
          runOne(next);
        }
      } finally {
        running.set(false);
      }
    }
  }

  private static void runOne(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException | Error e) {
      log.error("An executor threw where it must not; the run goes on", e);
    }
  }

  /** Completes on the callback threads, unless nobody waits or these are gone. */
  private void settle(CompletableFuture<?> future, Runnable completion) {
    if (future.getNumberOfDependents() == 0) {
      completion.run();
      return;
    }
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  private static void call(Audience audience, Runnable call) {
    try {
      audience
          .queue()
          .execute(
              () -> {
                try {
                  call.run();
                } catch (RuntimeException | Error e) {
                  log.warn("Listener {} threw; the run goes on", audience.listener(), e);
                }
              });
    } catch (RejectedExecutionException e) {
      log.debug("Listener {} was not told: the executor is closed", audience.listener());
    }
  }
}
