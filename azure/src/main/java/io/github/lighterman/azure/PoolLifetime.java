package io.github.lighterman.azure;

/** How long a pool lives that is made of a {@link PoolSpec}. */
public enum PoolLifetime {
  /** It's made for one run, when the first job needs it, and deleted when the run is closed. */
  RUN,
  /**
   * It's shared by all runs, of any process, whose {@link PoolSpec} is the same, and never deleted
   * by a close. It must change its size by itself, down to no machine, so that it costs nothing
   * when nobody needs it.
   */
  KEEP_WARM,
  /**
   * Batch makes it with the run's Batch job and deletes it when that job ends, even if no driver is
   * left to ask for it. See <a
   * href="https://learn.microsoft.com/rest/api/batchservice/job/add">autoPoolSpecification</a>.
   */
  BATCH_JOB
}
