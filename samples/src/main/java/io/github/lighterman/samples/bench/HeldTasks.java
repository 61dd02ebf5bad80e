package io.github.lighterman.samples.bench;

import io.github.lighterman.testing.batch.execution.ForwardingExecution;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tasks that run until they are all let go, and then succeed. Nothing is really run. */
final class HeldTasks extends ForwardingExecution {
  private static final long LONGEST_MINUTES = 10;

  // Both guarded by this.
  private final List<Runnable> held = new ArrayList<>();
  private int started;

  HeldTasks() {
    super(ScriptedExecution.instant());
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    synchronized (this) {
      held.add(() -> super.start(order, events));
      started++;
      notifyAll();
    }
    return () -> events.ended(TaskOutcome.stopped());
  }

  synchronized int started() {
    return started;
  }

  /** Waits until so many have started. */
  synchronized void awaitStarted(int tasks) throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
    while (started < tasks) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new TimeoutException(started + " of " + tasks + " tasks have started");
      }
      wait(left);
    }
  }

  /** Lets all end that have started. */
  void release() {
    List<Runnable> ends;
    synchronized (this) {
      ends = new ArrayList<>(held);
      held.clear();
    }
    ends.forEach(Runnable::run);
  }
}
