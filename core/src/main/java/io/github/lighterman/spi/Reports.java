package io.github.lighterman.spi;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each fact makes of a job, if it's about the attempt that is under way. */
final class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  private final Transitions transitions;
  private final Dispatch dispatch;

  Reports(Transitions transitions, Dispatch dispatch) {
    this.transitions = transitions;
    this.dispatch = dispatch;
  }

  /** Takes a fact about this job. Belongs to the lifecycle's lock. */
  void apply(TrackedJob job, TaskReport report) {
    if (isNextOnRecord(job, report.task())) {
      transitions.enqueue(job, report.at());
    }
    if (!isAwaited(job, report.task())) {
      log.debug("Passed over a late report of {}: {}", report.task(), report.phase());
      return;
    }
    report.node().ifPresent(node -> job.node = node);
    if (report.phase() == TaskReport.Phase.RUNNING && job.started == null) {
      job.started = report.at();
    }
    switch (report.phase()) {
      case PENDING -> {
        if (job.state() == JobState.QUEUED) {
          transitions.explain(job, report.pending());
        } else if (job.state() == JobState.LOST) {
          transitions.advance(job, JobState.QUEUED, report.at());
        }
      }
      case PREPARING -> transitions.advance(job, JobState.PREPARING, report.at());
      case RUNNING -> transitions.advance(job, JobState.RUNNING, report.at());
      case FINALIZING -> transitions.advance(job, JobState.FINALIZING, report.at());
      case MISSING -> transitions.advance(job, JobState.LOST, report.at());
      case ENDED -> endAttempt(job, report.at(), report.end().orElseThrow());
    }
  }

  /** On record, an attempt follows the one before without our timer having started it. */
  private boolean isNextOnRecord(TrackedJob job, TaskId task) {
    return dispatch.isPaused()
        && job.state() == JobState.RETRYING
        && task.attempt() == job.status().attempt() + 1;
  }

  private boolean isAwaited(TrackedJob job, TaskId task) {
    boolean underWay =
        switch (job.state()) {
          case QUEUED, PREPARING, RUNNING, FINALIZING, LOST -> true;
          case BLOCKED -> transitions.startsBlocked(job);
          case SUBMITTED, RETRYING, SUCCEEDED, FAILED, CANCELLED -> false;
        };
    return underWay && job.status().attempt() == task.attempt();
  }

  private void endAttempt(TrackedJob job, Instant at, TaskEnd end) {
    Optional<JobFailure> failure = end.failure().or(() -> Failures.ofExit(job.spec(), end));
    if (failure.isEmpty()) {
      transitions.advance(job, JobState.FINALIZING, at);
    } else if (end.exitCode().isPresent()) {
      transitions.advance(job, JobState.RUNNING, at);
    } else if (transitions.startsBlocked(job)) {
      transitions.enqueue(job, at);
    }
    job.addAttempt(attempt(job, at, end, failure));
    boolean again =
        failure.filter(why -> job.hasRetriesFor(why.kind(), end.exitCode())).isPresent();
    if (again && !job.cancelRequested) {
      transitions.retry(job, at, failure.orElseThrow());
    } else {
      // As if the cancel had come while it waited for its next attempt.
      Optional<JobFailure> why = again ? Optional.of(Failures.cancelled()) : failure;
      JobState state = why.map(Reports::endState).orElse(JobState.SUCCEEDED);
      transitions.end(job, new JobResult(job.id(), state, job.attempts, why, end.outputs()), at);
    }
  }

  private static Attempt attempt(
      TrackedJob job, Instant at, TaskEnd end, Optional<JobFailure> failure) {
    return new Attempt(
        job.status().attempt(),
        Optional.ofNullable(job.started),
        at,
        Optional.ofNullable(job.node),
        end.exitCode(),
        end.usage(),
        failure);
  }

  private static JobState endState(JobFailure failure) {
    boolean stopped =
        failure.kind() == FailureKind.CANCELLED || failure.kind() == FailureKind.UPSTREAM;
    return stopped ? JobState.CANCELLED : JobState.FAILED;
  }
}
