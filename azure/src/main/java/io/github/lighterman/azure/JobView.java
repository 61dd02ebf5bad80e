package io.github.lighterman.azure;

import java.util.Map;

/**
 * A Batch job, as the service shows it.
 *
 * @param id its name
 * @param state where it is
 * @param poolId where its tasks run
 * @param metadata what its owner finds it by
 */
record JobView(String id, State state, String poolId, Map<String, String> metadata) {
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
