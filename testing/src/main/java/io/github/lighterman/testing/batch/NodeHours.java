package io.github.lighterman.testing.batch;

import java.time.Duration;

/**
 * For how long all nodes of a pool and a lease together have had a machine.
 *
 * @param poolId the pool; one that was made again after its deletion counts on
 * @param vmSize the machines' size, in lower case
 * @param lease whether they could be taken away
 * @param time the sum over the nodes, 0 or more
 */
public record NodeHours(String poolId, String vmSize, BatchSnapshot.Lease lease, Duration time) {
  /** Returns the time in hours. */
  public double hours() {
    return time.toNanos() / 3.6e12;
  }
}
