package io.github.lighterman.testing.batch.state;

import org.jspecify.annotations.Nullable;

/** What a job has done on a node: its preparation, and its release. */
final class JobOnNode {
  final Job job;
  final Node node;
  @Nullable AuxiliaryRun preparation;
  @Nullable AuxiliaryRun release;

  JobOnNode(Job job, Node node) {
    this.job = job;
    this.node = node;
  }

  boolean failedToPrepare() {
    return preparation != null && preparation.isCompleted() && !preparation.succeeded;
  }

  boolean isReleasing() {
    return release != null && !release.isCompleted();
  }
}
