package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.PendingReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

  /** Returns how a pool is that Batch was to make with a Batch job, and could not. */
  static PoolHealth refused(String pool, ServiceError why) {
    boolean quota = why.code().contains("Quota");
    return new PoolHealth(
        Grade.BROKEN,
        PendingReason.of(
            quota ? PendingReason.Cause.QUOTA : PendingReason.Cause.POOL_BROKEN,
            "pool '"
                + pool
                + "' can't be made: "
                + why.message()
                + " ("
                + why.code()
                + (quota ? "); delete pools that nobody needs, or ask for a greater quota" : ")")),
        quota ? FailureKind.QUOTA : FailureKind.INVALID_SPEC);
  }

  /**
   * Returns how a pool is.
   *
   * @param notReady those of its nodes that can run nothing just now
   * @param output the last that the first broken node's start task said; empty if it's not known
   */
  static PoolHealth of(PoolView pool, List<NodeView> notReady, String output) {
    String name = "pool " + pool.id();
    if (pool.state() == PoolView.State.DELETING) {
      return broken(FailureKind.CAPACITY, name + " is being deleted");
    }
    int nodes = pool.nodes().dedicated() + pool.nodes().spot();
    if (nodes > notReady.size()) {
      return pool.errors().isEmpty()
          ? busy(pool.id())
          : fewer(pool, Grade.GOOD, name + " has fewer machines than it wants: ");
    }
    List<NodeView> broken = notReady.stream().filter(NodeView::isBroken).toList();
    long coming =
        notReady.stream().filter(node -> NodeView.ON_THE_WAY.contains(node.state())).count();
    if (coming == 0 && !broken.isEmpty()) {
      return allBroken(name, broken.get(0), output);
    }
    if (!pool.errors().isEmpty()) {
      boolean trying = coming > 0 || pool.allocation() == PoolView.Allocation.RESIZING;
      return fewer(pool, trying ? Grade.COMING : Grade.SHORT, name + " gets no machine: ");
    }
    if (coming > 0) {
      return coming(
          coming == 1
              ? "the machine of " + name + " is getting ready"
              : coming + " machines of " + name + " are getting ready");
    }
    return takenAway(name, notReady).orElseGet(() -> none(pool, name));
  }

  private static Optional<PoolHealth> takenAway(String name, List<NodeView> notReady) {
    for (NodeView node : notReady) {
      switch (node.state()) {
        case PREEMPTED -> {
          return Optional.of(
              noMachine(
                  "all spot machines of " + name + " were taken away; Batch asks for others"));
        }
        case OFFLINE -> {
          return Optional.of(
              noMachine(
                  "node "
                      + node.id()
                      + " of "
                      + name
                      + " takes no tasks, since somebody disabled its scheduling; enable it"));
        }
        case UNKNOWN -> {
          return Optional.of(noMachine("nothing is heard of node " + node.id() + " of " + name));
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private static PoolHealth noMachine(String message) {
    return new PoolHealth(
        Grade.SHORT, PendingReason.of(PendingReason.Cause.NO_NODE, message), FailureKind.CAPACITY);
  }

  private static PoolHealth none(PoolView pool, String name) {
    Optional<ServiceError> error =
        pool.autoScale()
            .flatMap(PoolView.AutoScale::lastRun)
            .flatMap(PoolView.AutoScale.Run::error);
    if (error.isPresent()) {
      return broken(
          FailureKind.CAPACITY,
          name + " can't scale itself: " + error.get().message() + " (" + error.get().code() + ")");
    }
    boolean wanted = pool.nodes().targetDedicated() + pool.nodes().targetSpot() > 0;
    boolean fixed = pool.autoScale().isEmpty() && pool.allocation() == PoolView.Allocation.STEADY;
    return coming(
        fixed && !wanted
            ? name + " has no machine and is to have none; resize it"
            : name + " has no machine yet");
  }

  private static PoolHealth fewer(PoolView pool, Grade grade, String what) {
    PoolView.ResizeError error = pool.errors().get(0);
    boolean quota = error.code().contains("Quota");
    return new PoolHealth(
        grade,
        PendingReason.of(
            quota ? PendingReason.Cause.QUOTA : PendingReason.Cause.NO_NODE,
            what
                + error.message()
                + " ("
                + error.code()
                + (quota
                    ? "); ask for a greater quota, or for fewer or smaller machines"
                    : "); another size may be had")),
        quota ? FailureKind.QUOTA : FailureKind.CAPACITY);
  }

  private static PoolHealth allBroken(String name, NodeView first, String output) {
    boolean image = first.reason().startsWith("Container");
    return broken(
        image ? FailureKind.IMAGE : FailureKind.NODE_SETUP,
        "no machine of "
            + name
            + " can run tasks: node "
            + first.id()
            + " is "
            + first.state().word()
            + (first.reason().isEmpty() ? "" : ": " + first.reason())
            + startTask(first, output));
  }

  private static String startTask(NodeView node, String output) {
    OptionalInt code =
        node.startFailure().map(NodeView.StartFailure::exitCode).orElse(OptionalInt.empty());
    return (code.isPresent() ? "; its start task exited with " + code.getAsInt() : "")
        + (output.isEmpty() ? "" : "; its start task said: " + output);
  }
}
