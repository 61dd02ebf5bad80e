package io.github.lighterman.azure;

import java.util.Map;
import java.util.Optional;

/**
 * A Batch job, as the service shows it.
 *
 * @param id its name
 * @param state where it is
 * @param poolId where its tasks run: a pool that was there, or the one that was made for the job;
 *     empty if that couldn't be made
 * @param schedulingError why the job has no pool of its own, if it should have one
 * @param metadata what its owner finds it by
 */
record JobView(
    String id,
    State state,
    String poolId,
    Optional<ServiceError> schedulingError,
    Map<String, String> metadata) {
  JobView {
    metadata = Map.copyOf(metadata);
  }

  /** Where a job is, as far as it matters here. */
  enum State {
    /** Takes tasks, or will again. */
    LIVE,
    /** Takes no more tasks. */
    ENDED
  }
}
