package io.github.lighterman.azure;

import io.github.lighterman.WorkflowSpec;

/**
 * What is known of a run as a whole to whoever attaches to it, with this release or the next.
 *
 * @param version of what lies in the run's part of the container; 1
 * @param spec the workflow
 */
record RunRecord(int version, WorkflowSpec spec) {
  static final int VERSION = 1;
}
