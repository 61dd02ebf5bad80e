package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

/**
 * Names a node of the emulated account.
 *
 * @param poolId the pool's id as the pool was created
 * @param nodeId the node's id, such as {@code tvmps_0f3c..._d}
 */
public record NodeKey(String poolId, String nodeId) {
  /** Checks that nothing is missing. */
  public NodeKey {
    requireNonNull(poolId, "poolId");
    requireNonNull(nodeId, "nodeId");
  }
}
