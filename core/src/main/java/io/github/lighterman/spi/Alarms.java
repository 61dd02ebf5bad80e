package io.github.lighterman.spi;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes a lifecycle later, for the sake of one job; a job has one alarm at most. */
final class Alarms {
  private static final Logger log = LoggerFactory.getLogger(Alarms.class);

  private final ScheduledExecutorService timer;
  private final Consumer<Runnable> locked;

  /** Runs what is due by {@code locked}. */
  Alarms(ScheduledExecutorService timer, Consumer<Runnable> locked) {
    this.timer = timer;
    this.locked = locked;
  }

  /** Sets the job's alarm in place of an earlier one. Belongs to the lifecycle's lock. */
  void set(TrackedJob job, Duration delay, Runnable action) {
    job.cancelTimer();
    try {
      job.timer = timer.schedule(() -> ring(action), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("No alarm for {}: the executor is closed", job);
    }
  }

  private void ring(Runnable action) {
    try {
      locked.accept(action);
    } catch (RuntimeException | Error e) {
      // A timer keeps what its task throws to itself.
      log.error("A job's timer failed; the run goes on", e);
    }
  }
}
