package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a run as a whole to whoever attaches to it, with this release or the next.
 *
 * @param version of what lies in the run's part of the container; 1
 * @param spec the workflow
 * @param deleted when its owner had all else of it deleted, if that is so: then what is left has no
 *     meaning any more
 */
record RunRecord(int version, WorkflowSpec spec, Optional<Instant> deleted) {
  static final int VERSION = 1;

  /** Returns the record of a run as it's made. */
  static RunRecord of(WorkflowSpec spec) {
    return new RunRecord(VERSION, spec, Optional.empty());
  }

  /** Returns the record of a run that is given up. */
  static RunRecord deleted(WorkflowSpec spec, Instant at) {
    return new RunRecord(VERSION, spec, Optional.of(at));
  }
}
