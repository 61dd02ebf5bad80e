package io.github.lighterman.azure;

import io.github.lighterman.PendingReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why tasks wait, from how their pool is. Asked by one look after the other. */
final class PoolWatch {
  private static final Logger log = LoggerFactory.getLogger(PoolWatch.class);

  private final AzureMachinery machinery;
  private final RunPool pool;
  private @Nullable PendingReason last;
  private long asked;
  private volatile Optional<String> machineType;

  PoolWatch(AzureMachinery machinery, RunPool pool) {
    this.machinery = machinery;
    this.pool = pool;
    this.machineType =
        machinery.config.pool() instanceof PoolSpec spec
            ? Optional.of(spec.vmSize())
            : Optional.empty();
  }

  /** Returns the size of the pool's machines, once it's known. */
  Optional<String> machineType() {
    return machineType;
  }

  /** Returns why tasks wait; asks the service at most once in the longest interval of polls. */
  PendingReason reason() {
    Duration pause = machinery.config.longestPollInterval();
    if (last == null || System.nanoTime() - asked > pause.toNanos()) {
      asked = System.nanoTime();
      last = ask();
    }
    return last;
  }

  private PendingReason ask() {
    try {
      Optional<PoolView> view = machinery.gateway.pool(pool.id());
      if (view.isEmpty()) {
        return broken("there is no pool " + pool.id());
      }
      machineType = Optional.of(view.get().vmSize());
      return explain(view.get());
    } catch (BatchException e) {
      machinery.logRetried(log, "The pool {} can't be seen; it's tried again", pool.id(), e);
      return last == null ? busy() : last;
    }
  }

  private PendingReason explain(PoolView view) throws BatchException {
    if (view.state() == PoolView.State.DELETING) {
      return broken("pool " + view.id() + " is being deleted");
    }
    for (PoolView.ResizeError error : view.errors()) {
      boolean quota = error.code().contains("Quota");
      return PendingReason.of(
          quota ? PendingReason.Cause.QUOTA : PendingReason.Cause.NO_NODE,
          "pool "
              + view.id()
              + " has fewer machines than it wants: "
              + error.message()
              + " ("
              + error.code()
              + (quota ? "); ask for a greater quota, or for less" : "); another size may be had"));
    }
    List<NodeView> bad = machinery.gateway.brokenNodes(view.id());
    int nodes = view.nodes().dedicated() + view.nodes().spot();
    if (nodes > 0 && bad.size() >= nodes) {
      NodeView first = bad.get(0);
      return broken(
          "no machine of pool "
              + view.id()
              + " can run tasks: node "
              + first.id()
              + " is "
              + first.state()
              + (first.reason().isEmpty() ? "" : ": " + first.reason()));
    }
    return nodes == 0
        ? PendingReason.of(PendingReason.Cause.NO_NODE, "pool " + view.id() + " has no machine yet")
        : busy();
  }

  private static PendingReason broken(String message) {
    return PendingReason.of(PendingReason.Cause.POOL_BROKEN, message);
  }

  private PendingReason busy() {
    return PendingReason.of(PendingReason.Cause.BUSY, "waits for a free slot in pool " + pool.id());
  }
}
