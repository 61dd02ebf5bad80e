package io.github.lighterman.azure;

import java.util.Optional;

/**
 * What must be known of the pool before jobs are accepted.
 *
 * @param slotsPerNode how many slots a node has
 * @param containers whether jobs run in containers
 */
record PoolShape(int slotsPerNode, Containers containers) {
  /**
   * Returns the shape of the pool of which the configuration speaks; asks for one that is there.
   */
  static PoolShape of(AzureBatchConfig config, BatchGateway gateway) throws BatchException {
    if (config.pool() instanceof PoolSpec spec) {
      return new PoolShape(spec.slotsPerNode().orElse(1), spec.containers().kind());
    }
    String id = ((PoolChoice.Existing) config.pool()).poolId();
    Optional<PoolView> view = gateway.pool(id);
    if (view.isEmpty() || view.get().state() == PoolView.State.DELETING) {
      throw new BatchException(
          BatchException.Kind.NOT_FOUND,
          "PoolNotFound",
          "there is no pool '"
              + id
              + "' in the account at "
              + SignedUrls.redact(config.batchEndpoint())
              + "; check the name, or let the executor make one with PoolSpec",
          null);
    }
    return new PoolShape(view.get().slotsPerNode(), view.get().containers());
  }
}
