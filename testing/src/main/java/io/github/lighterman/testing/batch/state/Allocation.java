package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.fault.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Brings pools to their sizes. */
final class Allocation {
  private final Account account;

  Allocation(Account account) {
    this.account = account;
  }

  /** Begins to bring a pool to its targets. */
  void begin(Pool pool, String deallocation) {
    Instant stamp = account.engine.stamp();
    pool.deallocation = deallocation;
    pool.resizeErrors.clear();
    become(pool, AllocationState.RESIZING, stamp);
    pool.resizing = account.engine.after(account.settings.pace().allocation(), () -> resize(pool));
  }

  /** Ends a resize early, at the size that was reached. */
  void stop(Pool pool) {
    if (pool.allocation != AllocationState.RESIZING) {
      return;
    }
    cancel(pool);
    become(pool, AllocationState.STOPPING, account.engine.stamp());
    pool.resizing =
        account.engine.after(
            account.settings.pace().allocation(),
            () -> {
              for (Node.Kind kind : Node.Kind.values()) {
                if (pool.current(kind) != pool.target(kind)) {
                  addError(
                      pool,
                      "ResizeStopped",
                      "Desired number of "
                          + words(kind)
                          + " nodes could not be allocated due to a stop resize operation");
                }
              }
              settle(pool);
            });
  }

  /** Removes nodes of the user's choice. */
  void remove(Pool pool, List<Node> nodes, String deallocation) {
    for (Node node : nodes) {
      pool.target(node.kind, Math.max(0, pool.target(node.kind) - 1));
    }
    pool.resizeErrors.clear();
    become(pool, AllocationState.RESIZING, account.engine.stamp());
    account.engine.after(
        account.settings.pace().allocation(),
        () -> nodes.forEach(node -> account.departures.remove(node, deallocation)));
  }

  /** Removes all nodes of a pool that is being deleted. */
  void empty(Pool pool) {
    cancel(pool);
    if (pool.evaluating != null) {
      pool.evaluating.cancel();
    }
    for (Node node : pool.nodes()) {
      account.departures.remove(node, "requeue");
    }
    pool.resizing =
        account.engine.after(
            account.settings.pace().deletion(),
            () -> {
              pool.mayVanish = true;
              removeIfEmpty(pool);
            });
  }

  /** Notes that a node has left. */
  void nodeLeft(Pool pool) {
    if (pool.deleting) {
      removeIfEmpty(pool);
    } else if (pool.allocation == AllocationState.RESIZING && !anyLeaving(pool)) {
      settle(pool);
    }
  }

  private void resize(Pool pool) {
    boolean starved = wantsMore(pool) && strikes(Fault.ALLOCATION_TIMED_OUT, pool);
    for (Node.Kind kind : Node.Kind.values()) {
      int missing = pool.target(kind) - pool.current(kind);
      if (missing > 0 && !starved) {
        grow(pool, kind, missing);
      } else if (missing < 0) {
        leastBusy(pool, kind, -missing)
            .forEach(node -> account.departures.remove(node, pool.deallocation));
      }
    }
    if (!anyLeaving(pool) && !starved) {
      settle(pool);
    } else {
      pool.resizing = account.engine.after(pool.resizeTimeout(), () -> timeOut(pool));
    }
  }

  private void timeOut(Pool pool) {
    addError(
        pool,
        "AllocationTimedout",
        "Desired number of nodes could not be reached as the resize timeout was reached");
    settle(pool);
  }

  private void grow(Pool pool, Node.Kind kind, int missing) {
    int byQuota = strikes(Fault.CORE_QUOTA, pool) ? 0 : nodesWithinQuota(pool, kind);
    int byCapacity =
        byQuota > 0 && strikes(Fault.ALLOCATION_FAILED, pool)
            ? 0
            : account.capacity.left(pool, kind);
    for (int i = 0; i < Math.min(missing, Math.min(byQuota, byCapacity)); i++) {
      account.nodeLife.create(pool, kind);
    }
    if (byQuota < missing) {
      addError(
          pool,
          kind == Node.Kind.DEDICATED
              ? "AccountCoreQuotaReached"
              : "AccountLowPriorityCoreQuotaReached",
          "The specified account has reached " + words(kind) + " core quota");
    } else if (byCapacity < missing) {
      addError(
          pool,
          "AllocationFailed",
          "Desired number of " + words(kind) + " nodes could not be allocated");
    }
  }

  private int nodesWithinQuota(Pool pool, Node.Kind kind) {
    int quota =
        kind == Node.Kind.DEDICATED
            ? account.settings.quotas().dedicatedCores()
            : account.settings.quotas().spotCores();
    return Math.max(0, (quota - coresInUse(kind)) / pool.cores());
  }

  private static boolean wantsMore(Pool pool) {
    for (Node.Kind kind : Node.Kind.values()) {
      if (pool.target(kind) > pool.current(kind)) {
        return true;
      }
    }
    return false;
  }

  private boolean strikes(Fault fault, Pool pool) {
    return account.faults().strikePool(fault, pool.id, pool.vmSize()).isPresent();
  }

  private int coresInUse(Node.Kind kind) {
    return account.pools.values().stream().mapToInt(p -> p.current(kind) * p.cores()).sum();
  }

  /** Those without tasks go first, and among them the newest. */
  private static List<Node> leastBusy(Pool pool, Node.Kind kind, int count) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : pool.nodes.values()) {
      if (node.kind == kind) {
        nodes.add(node);
      }
    }
    nodes.sort(
        Comparator.comparing((Node node) -> node.state != NodeState.LEAVING_POOL)
            .thenComparing(node -> node.usedSlots)
            .thenComparing(node -> -node.number));
    return nodes.subList(0, Math.min(count, nodes.size()));
  }

  private void settle(Pool pool) {
    cancel(pool);
    become(pool, AllocationState.STEADY, account.engine.stamp());
    account.jobLife.poolChanged(pool);
  }

  private void removeIfEmpty(Pool pool) {
    if (pool.nodes.isEmpty() && pool.mayVanish && account.pools.remove(pool.id, pool)) {
      cancel(pool);
      for (Job job : account.jobs.values()) {
        if (job.pool == pool) {
          job.pool = null;
        }
      }
    }
  }

  private static boolean anyLeaving(Pool pool) {
    return pool.nodes.values().stream().anyMatch(node -> node.state == NodeState.LEAVING_POOL);
  }

  private static void addError(Pool pool, String code, String message) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("code", code);
    error.put("message", message);
    pool.resizeErrors.add(error);
  }

  private static void become(Pool pool, AllocationState state, Instant stamp) {
    pool.allocation = state;
    pool.allocationTime = stamp;
  }

  private static void cancel(Pool pool) {
    if (pool.resizing != null) {
      pool.resizing.cancel();
      pool.resizing = null;
    }
  }

  private static String words(Node.Kind kind) {
    return kind == Node.Kind.DEDICATED ? "dedicated" : "low priority";
  }
}
