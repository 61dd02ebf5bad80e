package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Node;

/**
 * How much of machines a pool of a run has had, whether they had something to do or not, and what
 * that costs by the prices of {@link PoolPolicy#vmSizes}.
 *
 * <p>It's what the driver saw, and no bill: how many nodes there were is looked up about once a
 * minute (three times the longest interval of polls), and taken to have changed evenly from one
 * look to the next. What a pool had before this driver came to it isn't in it, and of a pool that
 * is kept warm, what other runs used is. A spot node that was taken away counts as long as the
 * service counts it, which waits for another one. Disks, addresses and traffic cost extra.
 *
 * @param pool what the run's jobs call the pool
 * @param poolId the pool's id at Batch
 * @param vmSize the size of its machines
 * @param lease on which terms they were had
 * @param used how many hours, and what they cost
 */
public record PoolUse(String pool, String poolId, String vmSize, Node.Lease lease, NodeHours used) {
  /** Checks that nothing is null. */
  public PoolUse {
    requireNonNull(pool, "pool");
    requireNonNull(poolId, "poolId");
    requireNonNull(vmSize, "vmSize");
    requireNonNull(lease, "lease");
    requireNonNull(used, "used");
  }
}
