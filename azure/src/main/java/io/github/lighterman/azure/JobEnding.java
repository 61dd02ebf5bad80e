package io.github.lighterman.azure;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a run's Batch job end by itself when its tasks have, once nothing more is to come for a
 * while. Safe for use by several threads.
 */
final class JobEnding {
  private static final Logger log = LoggerFactory.getLogger(JobEnding.class);

  private final AzureMachinery machinery;
  private final RunJobs jobs;
  private final TaskQueue queue;
  private final Errands errands;
  private final AtomicBoolean waits = new AtomicBoolean();

  JobEnding(AzureMachinery machinery, RunJobs jobs, TaskQueue queue, Errands errands) {
    this.machinery = machinery;
    this.jobs = jobs;
    this.queue = queue;
    this.errands = errands;
  }

  /** Does so after the longest interval of polls, unless tasks are to be sent by then. */
  void soon() {
    if (waits.compareAndSet(false, true)) {
      errands.later(machinery.config.longestPollInterval(), machinery.requests, this::end);
    }
  }

  private void end() {
    waits.set(false);
    if (!queue.isEmpty()) {
      soon();
      return;
    }
    try {
      jobs.endWhenDone();
    } catch (BatchException e) {
      log.warn("A Batch job does not end by itself yet; it's tried again", e);
      soon();
    }
  }
}
