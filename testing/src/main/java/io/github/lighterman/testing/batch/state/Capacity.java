package io.github.lighterman.testing.batch.state;

/** How many machines the cloud has to give, whatever the quotas. Guarded by the engine's lock. */
public final class Capacity {
  private int dedicated = Integer.MAX_VALUE;
  private int spot = Integer.MAX_VALUE;

  Capacity() {}

  /** Sets how many nodes of a kind the account can have at most; resizes beyond that fail. */
  public void limit(Node.Kind kind, int nodes) {
    if (nodes < 0) {
      throw new IllegalArgumentException("nodes must be 0 or more, not " + nodes);
    }
    if (kind == Node.Kind.DEDICATED) {
      dedicated = nodes;
    } else {
      spot = nodes;
    }
  }

  int of(Node.Kind kind) {
    return kind == Node.Kind.DEDICATED ? dedicated : spot;
  }
}
