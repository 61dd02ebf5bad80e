package io.github.lighterman.azure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has all runs of an executor look at their tasks again and again: often while much happens, seldom
 * while nothing does. An interval counts from the start of a look, so that one with much to see
 * puts off the next by no more than that; half of it is left free all the same. A look that fails
 * stops no other. Safe for use by several threads.
 */
final class Poller {
  private static final Logger log = LoggerFactory.getLogger(Poller.class);
  private static final double SLOWER = 1.5;

  /** One look at something. */
  @FunctionalInterface
  interface Look {
    /** Looks, and returns whether anything has changed. */
    boolean look();
  }

  private final Duration shortest;
  private final Duration longest;
  private final ScheduledExecutorService timer;
  private final Executor threads;
  private final Set<Look> looks = ConcurrentHashMap.newKeySet();
  // All guarded by this.
  private Duration interval;
  private @Nullable Future<?> next;
  private boolean looking;
  private boolean wanted;
  private long began;

  Poller(Duration shortest, Duration longest, ScheduledExecutorService timer, Executor threads) {
    this.shortest = shortest;
    this.longest = longest;
    this.timer = timer;
    this.threads = threads;
    this.interval = shortest;
  }

  /** Looks at this, too, from now on. */
  void add(Look look) {
    looks.add(look);
    soon();
  }

  void remove(Look look) {
    looks.remove(look);
  }

  /** Looks again after the shortest interval, since something is to be expected. */
  synchronized void soon() {
    wanted = true;
    if (looking || (interval.equals(shortest) && next != null)) {
      return;
    }
    interval = shortest;
    schedule(interval.toNanos());
  }

  private synchronized void schedule(long nanos) {
    if (next != null) {
      next.cancel(false);
    }
    try {
      next = timer.schedule(this::tick, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Nobody looks any more: the executor is closed");
    }
  }

  private void tick() {
    synchronized (this) {
      next = null;
      looking = true;
      wanted = false;
      began = System.nanoTime();
    }
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (Look look : looks) {
      try {
        all.add(CompletableFuture.supplyAsync(() -> safely(look), threads));
      } catch (RejectedExecutionException e) {
        return;
      }
    }
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .whenComplete((none, error) -> done(all));
  }

  private void done(List<CompletableFuture<Boolean>> all) {
    boolean changed =
        all.stream().anyMatch(look -> !look.isCompletedExceptionally() && look.join());
    synchronized (this) {
      looking = false;
      if (looks.isEmpty()) {
        // Whoever adds a look begins anew.
        interval = longest;
        return;
      }
      long slower = (long) (interval.toNanos() * SLOWER);
      interval =
          changed || wanted ? shortest : Duration.ofNanos(Math.min(slower, longest.toNanos()));
      long nanos = interval.toNanos();
      schedule(Math.max(nanos / 2, nanos - (System.nanoTime() - began)));
    }
  }

  private static boolean safely(Look look) {
    try {
      return look.look();
    } catch (RuntimeException | Error e) {
      log.error("A look at a run's tasks failed where it must not; the run goes on", e);
      return false;
    }
  }
}
