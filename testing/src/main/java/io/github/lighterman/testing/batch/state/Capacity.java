package io.github.lighterman.testing.batch.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many machines the cloud has to give, whatever the quotas: of a kind, and of a kind and size.
 * Guarded by the engine's lock.
 */
public final class Capacity {
  private static final String ALL = "";

  private final Account account;
  private final Map<String, Integer> dedicated = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Integer> spot = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Instant> soldOut = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  Capacity(Account account) {
    this.account = account;
  }

  /** Sets how many nodes of a kind the account can have at most; resizes beyond that fail. */
  public void limit(Node.Kind kind, int nodes) {
    set(kind, ALL, nodes);
  }

  /** Sets how many nodes of a kind and a size the account can have at most. */
  public void limit(Node.Kind kind, String vmSize, int nodes) {
    if (vmSize.isEmpty()) {
      throw new IllegalArgumentException("vmSize must not be empty");
    }
    set(kind, vmSize, nodes);
  }

  /** Gives no machines of a size any more until some time. */
  public void sellOut(String vmSize, Instant until) {
    soldOut.put(requireNonNull(vmSize, "vmSize"), until);
  }

  /** Returns how many more nodes of a kind a pool can have, 0 or more. */
  int left(Pool pool, Node.Kind kind) {
    Instant until = soldOut.getOrDefault(pool.vmSize(), Instant.MIN);
    if (account.engine.now().isBefore(until)) {
      return 0;
    }
    long all = limit(kind, ALL) - used(kind, ALL);
    long ofSize = limit(kind, pool.vmSize()) - used(kind, pool.vmSize());
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, Math.min(all, ofSize)));
  }

  private void set(Node.Kind kind, String vmSize, int nodes) {
    if (nodes < 0) {
      throw new IllegalArgumentException("nodes must be 0 or more, not " + nodes);
    }
    limits(kind).put(vmSize, nodes);
  }

  private long limit(Node.Kind kind, String vmSize) {
    return limits(kind).getOrDefault(vmSize, Integer.MAX_VALUE);
  }

  private Map<String, Integer> limits(Node.Kind kind) {
    return kind == Node.Kind.DEDICATED ? dedicated : spot;
  }

  private long used(Node.Kind kind, String vmSize) {
    long used = 0;
    for (Pool pool : account.pools.values()) {
      if (vmSize.isEmpty() || pool.vmSize().equalsIgnoreCase(vmSize)) {
        for (Node node : pool.nodes.values()) {
          used += node.kind == kind && node.state.hasMachine() ? 1 : 0;
        }
      }
    }
    return used;
  }
}
