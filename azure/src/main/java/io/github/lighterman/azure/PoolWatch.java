package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how a pool is, and has ours cared for. Asked by one look after the other. */
final class PoolWatch {
  private static final Logger log = LoggerFactory.getLogger(PoolWatch.class);

  private static final int LOOKS_UNTIL_SEEN = 3;

  private final AzureMachinery machinery;
  private final RunPool pool;
  private final Optional<PoolCare> care;
  private final StartOutput output;
  private @Nullable PoolHealth last;
  private @Nullable PoolHealth trouble;
  private @Nullable Instant bad;
  private long asked;
  private long lookedAt = System.nanoTime();
  private volatile Optional<String> machineType;

  PoolWatch(AzureMachinery machinery, RunPool pool) {
    this.machinery = machinery;
    this.pool = pool;
    this.care = pool.ours().map(ours -> new PoolCare(machinery, pool));
    this.output = new StartOutput(machinery.gateway);
    this.machineType = pool.ours().map(ours -> ours.spec().vmSize());
  }

  /** Returns the size of the pool's machines, once it's known. */
  Optional<String> machineType() {
    return machineType;
  }

  /**
   * Returns how it is for tasks that wait; asks the service at most once in the longest interval of
   * polls.
   */
  PoolHealth health() {
    PoolHealth known = last;
    if (isDue() || known == null) {
      known = settle(ask(PoolCare::care));
      last = known;
    }
    return known;
  }

  /**
   * Has a pool cared for in which no task waits: what is broken must cost nothing then either, and
   * the patience of tasks that come later begins anew.
   */
  void tend() {
    bad = null;
    trouble = null;
    if (care.filter(PoolCare::isAtWork).isPresent() && isDue()) {
      last = ask(PoolCare::calm);
    }
  }

  private boolean isDue() {
    boolean due = System.nanoTime() - asked > machinery.config.longestPollInterval().toNanos();
    if (due) {
      asked = System.nanoTime();
    }
    return due;
  }

  /**
   * Counts from when on it has been bad, until it's good: that it's tried once more is neither. Nor
   * is that told, so that reasons don't change to and fro.
   */
  private PoolHealth settle(PoolHealth seen) {
    PoolHealth before = trouble;
    if (seen.grade() == PoolHealth.Grade.GOOD) {
      bad = null;
      trouble = null;
    } else if (seen.isBad()) {
      bad = bad == null ? machinery.clock.instant() : bad;
      trouble = seen;
    } else if (before != null) {
      return new PoolHealth(seen.grade(), before.reason(), before.kind());
    }
    return seen;
  }

  /** Looks after one of ours now and then, if nothing waits for it either. */
  void keep() {
    Duration pause = machinery.config.longestPollInterval().multipliedBy(LOOKS_UNTIL_SEEN);
    if (pool.ours().isEmpty() || !pool.isMade() || System.nanoTime() - lookedAt < pause.toNanos()) {
      return;
    }
    lookedAt = System.nanoTime();
    try {
      machinery.gateway.pool(pool.id()).ifPresentOrElse(this::see, () -> pool.meter().see(0, 0));
    } catch (BatchException e) {
      machinery.logRetried(log, "The pool {} can't be seen; it's tried again", pool.id(), e);
    }
  }

  private void see(PoolView view) {
    lookedAt = System.nanoTime();
    if (pool.ours().isPresent()) {
      pool.meter().see(view.nodes().dedicated(), view.nodes().spot());
      pool.renewMarks(view);
    }
  }

  /** Tells whether it's kept empty for a while, since its nodes don't get well. */
  boolean isGivenUp() {
    return care.filter(PoolCare::hasGivenUp).isPresent();
  }

  /** Tells for how long it has been bad; nothing if it's not. */
  Duration badFor() {
    return bad == null ? Duration.ZERO : Duration.between(bad, machinery.clock.instant());
  }

  /** What is done about what was seen. */
  private interface Cure {
    PoolHealth take(PoolCare care, PoolView view, List<NodeView> broken, PoolHealth seen)
        throws BatchException;
  }

  private PoolHealth ask(Cure cure) {
    if (pool.id().isEmpty()) {
      return pool.refusal()
          .map(why -> PoolHealth.refused(pool.name(), why))
          .orElseGet(() -> PoolHealth.coming("pool '" + pool.name() + "' is being made by Batch"));
    }
    try {
      Optional<PoolView> view = machinery.gateway.pool(pool.id());
      if (view.isEmpty()) {
        pool.meter().see(0, 0);
        return PoolHealth.broken(FailureKind.CAPACITY, "there is no pool " + pool.id());
      }
      machineType = Optional.of(view.get().vmSize());
      see(view.get());
      List<NodeView> notReady = machinery.gateway.nodes(pool.id(), NodeView.NOT_READY);
      List<NodeView> broken = notReady.stream().filter(NodeView::isBroken).toList();
      PoolHealth seen =
          confirmed(PoolHealth.of(view.get(), notReady, output.of(pool.id(), broken)));
      return care.isEmpty() ? seen : cure.take(care.get(), view.get(), broken, seen);
    } catch (BatchException e) {
      machinery.logRetried(log, "The pool {} can't be seen; it's tried again", pool.id(), e);
      return last == null ? PoolHealth.busy(pool.id()) : last;
    }
  }

  /**
   * The pool and its nodes are seen one after the other. Broken nodes that were taken out in
   * between are no longer among those that can't run tasks, and don't make the pool a good one.
   */
  private PoolHealth confirmed(PoolHealth seen) throws BatchException {
    boolean recovers =
        seen.grade() == PoolHealth.Grade.GOOD
            && (bad != null || care.filter(PoolCare::isAtWork).isPresent());
    return recovers && machinery.gateway.nodes(pool.id(), NodeView.READY).isEmpty()
        ? PoolHealth.coming("the machines of pool " + pool.id() + " are being exchanged")
        : seen;
  }
}
