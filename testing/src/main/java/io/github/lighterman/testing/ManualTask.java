package io.github.lighterman.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a {@link ManualClock} runs, and when. */
final class ManualTask<V extends @Nullable Object> extends FutureTask<V>
    implements ScheduledFuture<V> {
  /** What becomes of what a task throws. */
  enum Failure {
    /** It's in the task's future. */
    KEPT,
    /** Nobody has the future, so it comes out of the call that advances the clock. */
    THROWN
  }

  private static final Comparator<ManualTask<?>> ORDER =
      Comparator.<ManualTask<?>, Instant>comparing(ManualTask::due)
          .thenComparingLong(task -> task.number);

  private final ManualClock clock;
  private final long number;
  private final Duration period;
  private final Failure failure;
  private Instant due;

  ManualTask(
      ManualClock clock, Callable<V> call, Duration delay, Duration period, Failure failure) {
    super(call);
    this.clock = clock;
    this.number = clock.nextNumber();
    this.period = period;
    this.failure = failure;
    this.due = delay.isNegative() ? clock.instant() : clock.instant().plus(delay);
  }

  Instant due() {
    return due;
  }

  boolean isPeriodic() {
    return !period.isZero();
  }

  /** Runs it, and puts it back in its clock if it's periodic and did not fail. */
  void runNow() {
    if (isPeriodic()) {
      if (runAndReset()) {
        due = due.plus(period);
        clock.again(this);
      }
      return;
    }
    run();
    if (failure == Failure.THROWN) {
      rethrow();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    clock.remove(this);
    return super.cancel(mayInterruptIfRunning);
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(Duration.between(clock.instant(), due));
  }

  @Override
  public int compareTo(Delayed other) {
    return ORDER.compare(this, (ManualTask<?>) other);
  }

  private void rethrow() {
    try {
      get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      // What is executed is a Runnable, which throws nothing that is checked.
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
