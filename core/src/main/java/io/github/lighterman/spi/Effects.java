package io.github.lighterman.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.MoreExecutors;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
  // Replaced, never changed: a change of state is told to those who listened when it happened.
  private List<Audience> audiences = List.of();
  private final Executor callbacks;

  Effects(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /** Belongs to the lifecycle's lock, as does whatever adds an effect. */
  void addListener(WorkflowListener listener) {
    audiences =
        ImmutableList.<Audience>builder()
            .addAll(audiences)
            .add(new Audience(listener, MoreExecutors.newSequentialExecutor(callbacks)))
            .build();
  }

  void add(Runnable effect) {
    waiting.add(effect);
  }

  void tell(TrackedJob job, JobStatus status) {
    tell(listener -> listener.onStatus(job, status));
  }

  void complete(TrackedJob job, JobResult result) {
    tell(listener -> listener.onResult(job, result));
    job.takeFuture().ifPresent(future -> add(() -> settle(() -> future.complete(result))));
  }

  void abandon(TrackedJob job, WorkflowException closed) {
    job.abandon(closed)
        .ifPresent(future -> add(() -> settle(() -> future.completeExceptionally(closed))));
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

  private void tell(Consumer<WorkflowListener> call) {
    List<Audience> present = audiences;
    if (!present.isEmpty()) {
      add(() -> present.forEach(audience -> call(audience, call)));
    }
  }

  /**
   * Completes on the callback threads, since dependent actions may block; unless these are gone.
   */
  private void settle(Runnable completion) {
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  private static void call(Audience audience, Consumer<WorkflowListener> call) {
    try {
      audience
          .queue()
          .execute(
              () -> {
                try {
                  call.accept(audience.listener());
                } catch (RuntimeException | Error e) {
                  log.warn("Listener {} threw; the run goes on", audience.listener(), e);
                }
              });
    } catch (RejectedExecutionException e) {
      log.debug("Listener {} was not told: the executor is closed", audience.listener());
    }
  }
}
