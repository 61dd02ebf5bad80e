package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.PendingReason;
import java.util.List;

/**
 * How a pool is for those who wait for it.
 *
 * @param grade what is to be expected
 * @param reason why tasks wait
 * @param kind what jobs fail with that it can't run
 */
record PoolHealth(Grade grade, PendingReason reason, FailureKind kind) {
  /** What is to be expected of a pool. */
  enum Grade {
    /** It runs tasks, or could. */
    GOOD,
    /** Its nodes are on their way, or nobody wants it to have some. */
    COMING,
    /** It has no node that works, and the service does not try to get one. */
    SHORT,
    /** All its nodes have faults, or it isn't there. */
    BROKEN
  }

  /** Tells whether tasks that can go elsewhere should. */
  boolean isBad() {
    return grade == Grade.SHORT || grade == Grade.BROKEN;
  }

  static PoolHealth busy(String pool) {
    return new PoolHealth(
        Grade.GOOD,
        PendingReason.of(PendingReason.Cause.BUSY, "waits for a free slot in pool " + pool),
        FailureKind.CAPACITY);
  }

  static PoolHealth coming(String message) {
    return new PoolHealth(
        Grade.COMING, PendingReason.of(PendingReason.Cause.NO_NODE, message), FailureKind.CAPACITY);
  }

  static PoolHealth broken(FailureKind kind, String message) {
    return new PoolHealth(
        Grade.BROKEN, PendingReason.of(PendingReason.Cause.POOL_BROKEN, message), kind);
  }

  /**
   * Returns how a pool is.
   *
   * @param broken those of its nodes that can't run tasks for a fault of theirs
   * @param output the last that the first broken node's start task said; empty if it's not known
   */
  static PoolHealth of(PoolView pool, List<NodeView> broken, String output) {
    String name = "pool " + pool.id();
    if (pool.state() == PoolView.State.DELETING) {
      return broken(FailureKind.CAPACITY, name + " is being deleted");
    }
    int nodes = pool.nodes().dedicated() + pool.nodes().spot();
    int sound = Math.max(0, nodes - broken.size());
    if (!pool.errors().isEmpty()) {
      return short_(pool, pool.errors().get(0), sound);
    }
    if (nodes > 0 && sound == 0) {
      return broken(FailureKind.NODE_SETUP, allBroken(name, broken.get(0), output));
    }
    if (nodes > 0) {
      return busy(pool.id());
    }
    return pool.autoScale()
        .flatMap(PoolView.AutoScale::lastRun)
        .flatMap(PoolView.AutoScale.Run::error)
        .map(
            error ->
                broken(
                    FailureKind.CAPACITY,
                    name + " can't scale itself: " + error.message() + " (" + error.code() + ")"))
        .orElseGet(() -> none(pool, name));
  }

  private static PoolHealth none(PoolView pool, String name) {
    boolean wanted = pool.nodes().targetDedicated() + pool.nodes().targetSpot() > 0;
    boolean fixed = pool.autoScale().isEmpty() && pool.allocation() == PoolView.Allocation.STEADY;
    return coming(
        fixed && !wanted
            ? name + " has no machine and is to have none; resize it"
            : name + " has no machine yet");
  }

  private static PoolHealth short_(PoolView pool, PoolView.ResizeError error, int sound) {
    boolean quota = error.code().contains("Quota");
    boolean trying = pool.allocation() == PoolView.Allocation.RESIZING;
    return new PoolHealth(
        sound > 0 ? Grade.GOOD : trying ? Grade.COMING : Grade.SHORT,
        PendingReason.of(
            quota ? PendingReason.Cause.QUOTA : PendingReason.Cause.NO_NODE,
            "pool "
                + pool.id()
                + " has fewer machines than it wants: "
                + error.message()
                + " ("
                + error.code()
                + (quota
                    ? "); ask for a greater quota, or for less"
                    : "); another size may be had")),
        quota ? FailureKind.QUOTA : FailureKind.CAPACITY);
  }

  private static String allBroken(String name, NodeView first, String output) {
    return "no machine of "
        + name
        + " can run tasks: node "
        + first.id()
        + " is "
        + first.state().word()
        + (first.reason().isEmpty() ? "" : ": " + first.reason())
        + (output.isEmpty() ? "" : "; its start task said: " + output);
  }
}
