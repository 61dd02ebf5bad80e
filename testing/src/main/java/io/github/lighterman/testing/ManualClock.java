package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.ManualTask.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still, and the scheduler that goes by it. Nothing runs except inside {@link
 * #advance}: on the thread that calls it, in the order in which it's due, at the time at which it's
 * due; of two tasks that are due at one time the one scheduled first. So what takes ten days is
 * tested in a millisecond, and always the same.
 *
 * <p>Tasks may schedule others; those that are due before {@code advance} is done run in the same
 * call. What a task given to {@link #execute} throws comes out of {@code advance}; the rest stays
 * scheduled, and the clock stands where it was thrown. What any other task throws is in its future.
 *
 * <p>Safe for use by several threads: of two that call {@code advance} one waits for the other. A
 * call that waits for a task, as {@link Future#get} does and all of {@link #invokeAll} and {@link
 * #invokeAny}, waits for another thread to advance the clock.
 */
public final class ManualClock extends Clock implements ScheduledExecutorService {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final TreeSet<ManualTask<?>> tasks = new TreeSet<>();
  // What is due at once comes in the order in which it's due, and so needs no sorting.
  private final ArrayDeque<ManualTask<?>> immediate = new ArrayDeque<>();
  private final ReentrantLock advancing = new ReentrantLock();
  private final ManualBatches batches = new ManualBatches(this);
  private Instant now;
  private long count;
  private boolean shutdown;

  private ManualClock(Instant now) {
    this.now = requireNonNull(now, "now");
  }

  /** Returns a clock that stands at the start of the year 2030, UTC. */
  public static ManualClock create() {
    return new ManualClock(START);
  }

  /** Returns a clock that stands at {@code now}. */
  public static ManualClock at(Instant now) {
    return new ManualClock(now);
  }

  /**
   * Moves the time on and runs all that is due by then, also what only becomes due by what runs.
   * Zero runs what is due now.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   * @throws IllegalStateException if a task that this clock runs calls it
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "the clock can't go back by "
              + time.negated()
              + ", since what has run can't be undone; make a new clock with ManualClock.at");
    }
    // The end depends on where the clock stands once other threads have advanced it.
    advance(now -> now.plus(time));
  }

  /**
   * Moves the time on to {@code end} and runs all that is due by then, as {@link #advance} does.
   *
   * @throws IllegalArgumentException if {@code end} is before the present time
   * @throws IllegalStateException if a task that this clock runs calls it
   */
  public void advanceTo(Instant end) {
    advance(
        now -> {
          requireAhead(now, end);
          return end;
        });
  }

  private void advance(UnaryOperator<Instant> step) {
    if (advancing.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "a task that the clock runs can't advance it; schedule what should run later");
    }
    advancing.lock();
    try {
      Instant end = step.apply(instant());
      for (ManualTask<?> next = takeDue(end); next != null; next = takeDue(end)) {
        next.runNow();
      }
      setNow(end);
    } finally {
      advancing.unlock();
    }
  }

  /** Returns when the next task is due, or empty if none is scheduled. */
  public synchronized Optional<Instant> nextDue() {
    return Optional.ofNullable(first()).map(ManualTask::due);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Returns UTC. */
  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Returns a clock that shows this one's time in another zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return new ZonedFace(this, zone);
  }

  /** Schedules a task for now: it runs inside the next call of {@link #advance}, or this one. */
  @Override
  public void execute(Runnable command) {
    addImmediate(task(Executors.callable(command), Duration.ZERO, Duration.ZERO, Failure.THROWN));
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(Executors.callable(command), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(
        task(callable, Duration.of(delay, unit.toChronoUnit()), Duration.ZERO, Failure.KEPT));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    if (period <= 0) {
      throw new IllegalArgumentException("period must be 1 or more, not " + period);
    }
    return add(
        task(
            Executors.callable(command),
            Duration.of(initialDelay, unit.toChronoUnit()),
            Duration.of(period, unit.toChronoUnit()),
            Failure.KEPT));
  }

  /** Does what {@link #scheduleAtFixedRate} does, since tasks take no time here. */
  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(command, initialDelay, delay, unit);
  }

  /** Takes no more tasks. Those that are scheduled stay so, except for periodic ones. */
  @Override
  public synchronized void shutdown() {
    shutdown = true;
    tasks.removeIf(ManualTask::isPeriodic);
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
    List<ManualTask<?>> left = new ArrayList<>(tasks);
    left.addAll(immediate);
    left.sort(null);
    tasks.clear();
    immediate.clear();
    return List.copyOf(left);
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown && first() == null;
  }

  /** Tells whether it's terminated, at once: no time passes while somebody waits. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }

  @Override
  public <T> Future<T> submit(Callable<T> task) {
    return batches.submit(task);
  }

  @Override
  public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
    return batches.submit(task, result);
  }

  @Override
  public Future<?> submit(Runnable task) {
    return batches.submit(task);
  }

  @Override
  public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> all)
      throws InterruptedException {
    return batches.invokeAll(all);
  }

  @Override
  public <T> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> all, long timeout, TimeUnit unit)
      throws InterruptedException {
    return batches.invokeAll(all, timeout, unit);
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> all)
      throws InterruptedException, ExecutionException {
    return batches.invokeAny(all);
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> all, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return batches.invokeAny(all, timeout, unit);
  }

  @Override
  public String toString() {
    return "ManualClock[" + instant() + "]";
  }

  synchronized long nextNumber() {
    return count++;
  }

  synchronized void remove(ManualTask<?> task) {
    tasks.remove(task);
  }

  /** Puts a periodic task back, unless the clock takes none any more. */
  synchronized void again(ManualTask<?> task) {
    if (!shutdown) {
      tasks.add(task);
    }
  }

  private <V> ManualTask<V> task(
      Callable<V> call, Duration delay, Duration period, Failure failure) {
    return new ManualTask<>(this, requireNonNull(call, "call"), delay, period, failure);
  }

  private synchronized <T extends ManualTask<?>> T add(T task) {
    requireRunning();
    tasks.add(task);
    return task;
  }

  private synchronized void addImmediate(ManualTask<?> task) {
    requireRunning();
    immediate.add(task);
  }

  private void requireRunning() {
    if (shutdown) {
      throw new RejectedExecutionException("this clock was shut down; make a new one");
    }
  }

  private @Nullable ManualTask<?> first() {
    ManualTask<?> now = immediate.peek();
    ManualTask<?> later = tasks.isEmpty() ? null : tasks.first();
    return now == null || (later != null && later.compareTo(now) < 0) ? later : now;
  }

  private synchronized @Nullable ManualTask<?> takeDue(Instant end) {
    ManualTask<?> next = first();
    if (next == null || next.due().isAfter(end)) {
      return null;
    }
    if (next == immediate.peek()) {
      immediate.remove();
    } else {
      tasks.remove(next);
    }
    if (next.due().isAfter(now)) {
      now = next.due();
    }
    return next;
  }

  private static void requireAhead(Instant now, Instant end) {
    if (end.isBefore(now)) {
      throw new IllegalArgumentException(
          "the clock stands at "
              + now
              + " and can't go back to "
              + end
              + ", since what has run can't be undone; make a new clock with ManualClock.at");
    }
  }

  private synchronized void setNow(Instant end) {
    now = end;
  }
}
