package io.github.lighterman.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cares for a pool of ours: boots nodes with faults again, takes those out that still have them,
 * asks again for nodes that could not be had, and takes all out of a pool in which none gets well,
 * so that it costs nothing. After a pause it's tried again. Called by one look after the other.
 */
final class PoolCare {
  private static final Logger log = LoggerFactory.getLogger(PoolCare.class);
  private static final int LEAST_REPAIRS = 3;

  private final AzureMachinery machinery;
  private final RunPool pool;
  private final Map<String, Reboot> reboots = new HashMap<>();
  private int repairs;
  private boolean atWork;
  // Read by whoever resizes the pool, too.
  private volatile @Nullable Instant given;
  private @Nullable PoolHealth why;
  private @Nullable Instant resized;

  /** That a node was booted again, for a fault that it has had since then. */
  private record Reboot(Instant at, Instant fault) {}

  PoolCare(AzureMachinery machinery, RunPool pool) {
    this.machinery = machinery;
    this.pool = pool;
  }

  /** Tells whether the pool is kept empty for a while. */
  boolean hasGivenUp() {
    return given != null;
  }

  /** Tells whether something is still to be done even if no task waits there. */
  boolean isAtWork() {
    return atWork;
  }

  /** Does what is to be done, and returns how the pool is in the end. */
  PoolHealth care(PoolView view, List<NodeView> broken, PoolHealth seen) throws BatchException {
    if (given != null && !machinery.clock.instant().isBefore(given)) {
      log.info("Pool {} is tried again", pool.id());
      given = null;
      why = null;
      restore(view);
      return PoolHealth.coming("pool " + pool.id() + " is tried again after its nodes had failed");
    }
    PoolHealth now = calm(view, broken, seen);
    return given == null && broken.isEmpty() && isTooSmall(view) ? askAgain(view, now) : now;
  }

  /** Asks for what could not be had; after a pause that's a new beginning. */
  private PoolHealth askAgain(PoolView view, PoolHealth seen) throws BatchException {
    Instant now = machinery.clock.instant();
    Duration since = Duration.between(resized == null ? now : resized, now);
    boolean due = since.compareTo(machinery.config.longestPollInterval().multipliedBy(3)) >= 0;
    if (due || resized == null) {
      resized = now;
    }
    if (due) {
      restore(view);
    }
    return due && since.compareTo(machinery.config.poolPolicy().soldOutPause()) >= 0
        ? PoolHealth.coming("pool " + pool.id() + " asks again for machines")
        : seen;
  }

  /** Does the same, but for a pool that nobody waits for: it gets no machine. */
  PoolHealth calm(PoolView view, List<NodeView> broken, PoolHealth seen) throws BatchException {
    PoolHealth reason = why;
    if (given != null && reason != null) {
      empty(view);
      return reason;
    }
    if (!broken.isEmpty()) {
      atWork = true;
      return repair(view, broken, seen);
    }
    if (seen.grade() == PoolHealth.Grade.GOOD) {
      repairs = 0;
      atWork = false;
    }
    return seen;
  }

  private PoolHealth repair(PoolView view, List<NodeView> broken, PoolHealth seen)
      throws BatchException {
    int wanted = view.nodes().targetDedicated() + view.nodes().targetSpot();
    if (seen.grade() == PoolHealth.Grade.BROKEN && repairs >= LEAST_REPAIRS + 2 * wanted) {
      return giveUp(view, seen);
    }
    Instant now = machinery.clock.instant();
    Duration memory = machinery.config.poolPolicy().soldOutPause();
    reboots.values().removeIf(reboot -> reboot.at().plus(memory).isBefore(now));
    List<String> hopeless = new ArrayList<>();
    for (NodeView node : broken) {
      Reboot before = reboots.putIfAbsent(node.id(), new Reboot(now, node.since()));
      if (before == null) {
        log.warn(
            "Node {} of pool {} is {}: it's booted again",
            node.id(),
            view.id(),
            node.state().word());
        tolerant(() -> machinery.gateway.rebootNode(view.id(), node.id()));
        repairs++;
      } else if (!before.fault().equals(node.since())
          && hopeless.size() < BatchGateway.MOST_NODES) {
        hopeless.add(node.id());
      }
    }
    if (!hopeless.isEmpty() && view.allocation() == PoolView.Allocation.STEADY) {
      log.warn("These nodes of pool {} don't get well and are taken out: {}", view.id(), hopeless);
      tolerant(() -> machinery.gateway.removeNodes(view.id(), hopeless));
      repairs += hopeless.size();
      pool.scaling().ifPresent(PoolScaling::forget);
    }
    return seen;
  }

  private PoolHealth giveUp(PoolView view, PoolHealth seen) throws BatchException {
    Duration pause = machinery.config.poolPolicy().soldOutPause();
    PoolHealth end =
        PoolHealth.broken(
            seen.kind(),
            seen.reason().message()
                + "; "
                + repairs
                + " repairs have not helped, so that the pool is emptied, and tried again after "
                + pause);
    log.error("Pool {} is given up for a while: {}", pool.id(), end.reason().message());
    given = machinery.clock.instant().plus(pause);
    why = end;
    repairs = 0;
    reboots.clear();
    empty(view);
    return end;
  }

  /** Takes some looks: a pool that scales itself, or is being resized, can't be resized. */
  private void empty(PoolView view) throws BatchException {
    PoolView.Nodes nodes = view.nodes();
    boolean steady = view.allocation() == PoolView.Allocation.STEADY;
    atWork =
        view.autoScale().isPresent()
            || !steady
            || nodes.dedicated() + nodes.spot() + nodes.targetDedicated() + nodes.targetSpot() > 0;
    if (view.autoScale().isPresent()) {
      tolerant(() -> machinery.gateway.fixPool(view.id()));
    }
    if (steady && atWork) {
      tolerant(() -> machinery.gateway.resizePool(view.id(), 0, 0));
    }
  }

  /** A pool that scales itself asks for nodes by itself. */
  private boolean isTooSmall(PoolView view) {
    return pool.scale().orElse(null) instanceof PoolScale.Fixed fixed
        && view.allocation() == PoolView.Allocation.STEADY
        && (view.nodes().dedicated() < fixed.nodes() || view.nodes().spot() < fixed.spotNodes());
  }

  private void restore(PoolView view) throws BatchException {
    if (pool.scale().orElse(null) instanceof PoolScale.Fixed fixed) {
      tolerant(() -> machinery.gateway.resizePool(view.id(), fixed.nodes(), fixed.spotNodes()));
    } else if (pool.scale().orElse(null) instanceof PoolScale.Formula formula) {
      tolerant(
          () -> machinery.gateway.autoscalePool(view.id(), formula.text(), formula.interval()));
    } else {
      pool.scaling().ifPresent(PoolScaling::forget);
    }
  }

  /** A request to the service. */
  private interface Step {
    void take() throws BatchException;
  }

  /** What can't be done just now is done after the next look, if it's still to be done. */
  private void tolerant(Step step) throws BatchException {
    try {
      step.take();
    } catch (BatchException e) {
      if (e.kind() == BatchException.Kind.TRANSIENT) {
        throw e;
      }
      log.info("Pool {} can't be cared for just now: {}", pool.id(), e.getMessage());
    }
  }
}
