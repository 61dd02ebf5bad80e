package io.github.lighterman.testing.batch.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done later, in the order of the time. The timer only ever waits for the first, so
 * that a hundred thousand alarms a week ahead cost it nothing. Guarded by the engine's lock.
 */
final class Alarms {
  private final PriorityQueue<Alarm> queue =
      new PriorityQueue<>(
          Comparator.comparing((Alarm alarm) -> alarm.due).thenComparing(alarm -> alarm.number));
  private final EmulatorTime time;
  private final Engine engine;
  private long count;
  private @Nullable Instant waitingFor;
  private @Nullable Future<?> waiting;

  /** Something to be done. */
  static final class Alarm {
    private final Instant due;
    private final long number;
    private @Nullable Runnable operation;

    Alarm(Instant due, long number, Runnable operation) {
      this.due = due;
      this.number = number;
      this.operation = operation;
    }

    /** Forgets it. */
    void cancel() {
      operation = null;
    }
  }

  Alarms(EmulatorTime time, Engine engine) {
    this.time = time;
    this.engine = engine;
  }

  Alarm add(Instant due, Runnable operation) {
    Alarm alarm = new Alarm(due, count++, operation);
    if (due.isBefore(Instant.MAX) && !engine.isClosed()) {
      queue.add(alarm);
      waitForFirst();
    }
    return alarm;
  }

  void close() {
    queue.clear();
    if (waiting != null) {
      waiting.cancel(false);
    }
  }

  private void ring() {
    waitingFor = null;
    Instant now = engine.now();
    while (!queue.isEmpty() && !queue.peek().due.isAfter(now)) {
      Runnable operation = queue.remove().operation;
      if (operation != null) {
        engine.later(operation);
      }
    }
    engine.later(this::waitForFirst);
  }

  private void waitForFirst() {
    while (!queue.isEmpty() && queue.peek().operation == null) {
      queue.remove();
    }
    if (queue.isEmpty() || engine.isClosed()) {
      return;
    }
    Instant due = queue.peek().due;
    if (waitingFor != null && !due.isBefore(waitingFor)) {
      return;
    }
    if (waiting != null) {
      waiting.cancel(false);
    }
    waitingFor = due;
    double nanos = Math.max(0, nanos(Duration.between(engine.now(), due))) / time.speed();
    try {
      waiting =
          time.timer()
              .schedule(
                  () -> engine.run(this::ring), (long) Math.ceil(nanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      waitingFor = null;
    }
  }

  private static double nanos(Duration duration) {
    return duration.toSeconds() * 1e9 + duration.toNanosPart();
  }
}
