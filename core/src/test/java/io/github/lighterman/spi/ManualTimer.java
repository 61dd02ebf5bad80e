package io.github.lighterman.spi;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Time that stands still until {@link #advance}, which alone runs what is due. */
final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService {
  private final Queue<Alarm> alarms = new PriorityQueue<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long sequence;

  private final class Alarm extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final Instant due;
    private final long number;

    Alarm(Runnable action, Instant due, long number) {
      super(action, null);
      this.due = due;
      this.number = number;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(now(), due));
    }

    @Override
    public int compareTo(Delayed other) {
      Alarm that = (Alarm) other;
      int order = due.compareTo(that.due);
      return order == 0 ? Long.compare(number, that.number) : order;
    }
  }

  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Instant instant() {
        return now();
      }
    };
  }

  synchronized Instant now() {
    return now;
  }

  /** Runs what is due until then, in order, each at its own time. */
  void advance(Duration by) {
    Instant end = now().plus(by);
    for (Alarm next = takeDue(end); next != null; next = takeDue(end)) {
      next.run();
    }
    synchronized (this) {
      now = end;
    }
  }

  synchronized int waiting() {
    alarms.removeIf(FutureTask::isDone);
    return alarms.size();
  }

  private synchronized @Nullable Alarm takeDue(Instant end) {
    alarms.removeIf(FutureTask::isDone);
    Alarm next = alarms.peek();
    if (next == null || next.due.isAfter(end)) {
      return null;
    }
    alarms.remove();
    now = next.due.isAfter(now) ? next.due : now;
    return next;
  }

  @Override
  public synchronized ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    Alarm alarm = new Alarm(action, now.plus(delay, unit.toChronoUnit()), sequence++);
    alarms.add(alarm);
    return alarm;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable action, long initial, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable action, long initial, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable action) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
