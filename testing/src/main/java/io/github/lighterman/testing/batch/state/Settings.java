package io.github.lighterman.testing.batch.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What an emulated account is like.
 *
 * @param accountName its name
 * @param quotas how much it may have
 * @param pace how long things take
 */
public record Settings(String accountName, Quotas quotas, Pace pace) {
  /**
   * How much an account may have; each 0 or more.
   *
   * @param pools pools
   * @param activeJobs jobs that aren't completed
   * @param dedicatedCores cores of dedicated nodes
   * @param spotCores cores of nodes that may be preempted
   */
  public record Quotas(int pools, int activeJobs, int dedicatedCores, int spotCores) {
    /** Checks the ranges. */
    public Quotas {
      if (pools < 0 || activeJobs < 0 || dedicatedCores < 0 || spotCores < 0) {
        throw new IllegalArgumentException("a quota must be 0 or more");
      }
    }
  }

  /**
   * How long things take by the emulator's clock; each 0 or more.
   *
   * @param allocation from a resize to the nodes that it brings or takes
   * @param boot from a new node to one that starts its start task
   * @param deletion from a request to delete a job or a pool until it is gone
   * @param placement from when a task could run until it is given to a node
   * @param recovery from when a node is preempted until it gets a machine again; empty for never
   */
  public record Pace(
      Duration allocation,
      Duration boot,
      Duration deletion,
      Duration placement,
      Optional<Duration> recovery) {
    /** Checks the ranges. */
    public Pace {
      if (allocation.isNegative()
          || boot.isNegative()
          || deletion.isNegative()
          || placement.isNegative()) {
        throw new IllegalArgumentException("a time must be 0 or more");
      }
      if (recovery.map(time -> time.isNegative() || time.isZero()).orElse(false)) {
        throw new IllegalArgumentException("a recovery must take a time above 0");
      }
    }
  }

  /** Checks that nothing is missing. */
  public Settings {
    requireNonNull(accountName, "accountName");
    requireNonNull(quotas, "quotas");
    requireNonNull(pace, "pace");
  }
}
