package io.github.lighterman.spi;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Timeouts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * How jobs move from state to state, and what one job's move does to those that depend on it.
 * Belongs to the lifecycle's lock; whatever calls foreign code goes through {@link Effects}.
 */
final class Transitions {
  private final Clock clock;
  private final boolean pushedDown;
  private final JobTable jobs;
  private final Dispatch dispatch;
  private final Alarms alarms;
  private final Effects effects;

  Transitions(
      JobLifecycle.Setup setup, JobTable jobs, Dispatch dispatch, Alarms alarms, Effects effects) {
    this.clock = setup.clock();
    this.pushedDown = setup.dependencies() == JobLifecycle.Dependencies.PUSHED_DOWN;
    this.jobs = jobs;
    this.dispatch = dispatch;
    this.alarms = alarms;
    this.effects = effects;
  }

  /** Makes an accepted job wait for its dependencies, or for a place to run. */
  void activate(TrackedJob job) {
    for (JobId id : job.spec().upstream()) {
      TrackedJob other = jobs.find(id).orElse(null);
      if (other == null || (other.state().isTerminal() && other.state() != JobState.SUCCEEDED)) {
        end(job, JobState.CANCELLED, clock.instant(), Failures.upstream(id));
        return;
      }
      if (other.state() != JobState.SUCCEEDED) {
        other.addDependent(job);
        job.unmetDependencies++;
      }
    }
    if (job.unmetDependencies > 0) {
      move(job, JobState.BLOCKED, job.acceptedAt, Failures.waiting(job));
      if (startsBlocked(job)) {
        dispatch.start(job);
      }
    } else {
      enqueue(job, job.acceptedAt);
    }
  }

  /** Does for a job, at the end of a pause, what was left out. */
  void catchUp(TrackedJob job) {
    if (job.state() == JobState.RETRYING) {
      Duration waited = Duration.between(job.status().since(), clock.instant());
      // The backend's clock, by which the attempt ended, may be ahead of this one.
      Duration left = job.backoff().minus(waited.isNegative() ? Duration.ZERO : waited);
      scheduleRetry(job, left.isNegative() ? Duration.ZERO : left);
    } else if (job.state() == JobState.QUEUED || startsBlocked(job)) {
      // A job to be cancelled, too: an attempt of an earlier driver's must be found to be stopped.
      dispatch.start(job);
      watchQueue(job);
    }
  }

  /** Makes a job that is blocked, or between two attempts, wait for a place to run. */
  void enqueue(TrackedJob job, Instant at) {
    boolean startedBefore = startsBlocked(job);
    move(job, JobState.QUEUED, at, Optional.empty());
    if (!startedBefore) {
      dispatch.start(job);
    }
  }

  /** Moves a job on to a state that a backend saw, by way of those that nobody saw. */
  void advance(TrackedJob job, JobState seen, Instant at) {
    if (startsBlocked(job)) {
      enqueue(job, at);
    }
    // Whatever shows that a lost job lives brings it back to where it was, if not further.
    boolean wasLost = job.state() == JobState.LOST && seen != JobState.LOST;
    JobState from = wasLost ? job.reached : job.state();
    JobState next = wasLost && seen.compareTo(from) < 0 ? from : seen;
    if (!job.state().mayBecome(next) && from.skippedBefore(next).isEmpty()) {
      return;
    }
    for (JobState state : from.skippedBefore(next)) {
      move(job, state, at, Optional.empty());
    }
    move(job, next, at, Optional.empty());
  }

  /** Tells why a queued job waits. */
  void explain(TrackedJob job, Optional<PendingReason> reason) {
    if (!job.status().pending().equals(reason)) {
      move(job, JobState.QUEUED, job.status().since(), reason);
    }
  }

  void retry(TrackedJob job, Instant at, JobFailure failure) {
    Duration delay = job.backoff();
    move(job, JobState.RETRYING, at, Optional.of(Failures.backoff(failure.kind(), delay)));
    if (!dispatch.isPaused()) {
      scheduleRetry(job, delay);
    }
  }

  /** Does what a wish to cancel the job comes to. */
  void cancel(TrackedJob job) {
    JobFailure reason = Failures.cancelled();
    switch (job.state()) {
      case BLOCKED, RETRYING -> {
        if (startsBlocked(job)) {
          dispatch.stop(job, reason);
        }
        end(job, JobState.CANCELLED, clock.instant(), reason);
      }
      case QUEUED, PREPARING, RUNNING, FINALIZING, LOST -> dispatch.stop(job, reason);
      case SUBMITTED, SUCCEEDED, FAILED, CANCELLED -> {}
    }
  }

  void end(TrackedJob job, JobState state, Instant at, JobFailure why) {
    end(job, new JobResult(job.id(), state, job.attempts, Optional.of(why), List.of()), at);
  }

  /** Ends a job, and with it, without recursion, every job that can't run any more. */
  void end(TrackedJob first, JobResult result, Instant at) {
    finish(first, result, at);
    Deque<TrackedJob> ended = new ArrayDeque<>(List.of(first));
    while (!ended.isEmpty()) {
      TrackedJob job = ended.remove();
      for (TrackedJob dependent : job.takeDependents()) {
        if (dependent.state() != JobState.BLOCKED) {
          continue;
        }
        if (job.state() == JobState.SUCCEEDED) {
          release(dependent, at);
        } else {
          endWithout(dependent, job.id(), at);
          ended.add(dependent);
        }
      }
    }
  }

  private void release(TrackedJob dependent, Instant at) {
    dependent.unmetDependencies--;
    // One whose cancel is just being recorded is ended by that, and never started.
    if (dependent.unmetDependencies == 0 && !dependent.cancelRequested) {
      enqueue(dependent, at);
    }
  }

  private void endWithout(TrackedJob dependent, JobId upstream, Instant at) {
    JobFailure why = Failures.upstream(upstream);
    if (startsBlocked(dependent)) {
      dispatch.stop(dependent, why);
    }
    JobResult result =
        new JobResult(dependent.id(), JobState.CANCELLED, List.of(), Optional.of(why), List.of());
    finish(dependent, result, at);
  }

  private void finish(TrackedJob job, JobResult result, Instant at) {
    job.cancelTimer();
    job.end(result, at);
    effects.tell(job, job.status());
    effects.complete(job, result);
    jobs.countEnd();
  }

  private void move(TrackedJob job, JobState next, Instant at, Optional<PendingReason> pending) {
    JobState before = job.state();
    if (before != next) {
      job.cancelTimer();
    }
    job.become(next, at, pending);
    if (next == JobState.QUEUED && before != next && !dispatch.isPaused()) {
      watchQueue(job);
    }
    effects.tell(job, job.status());
  }

  private void watchQueue(TrackedJob job) {
    Duration limit = job.spec().timeouts().flatMap(Timeouts::queue).orElse(null);
    if (limit != null && job.state() == JobState.QUEUED) {
      // Leaving QUEUED takes the alarm back, but one that rings just now still comes through.
      int attempt = job.status().attempt();
      Runnable end =
          () -> {
            if (job.state() == JobState.QUEUED && job.status().attempt() == attempt) {
              dispatch.stop(job, Failures.queueTimeout(job, limit));
            }
          };
      alarms.set(job, limit, end);
    }
  }

  private void scheduleRetry(TrackedJob job, Duration delay) {
    int attempt = job.status().attempt();
    Runnable again =
        () -> {
          boolean waits = job.state() == JobState.RETRYING && job.status().attempt() == attempt;
          if (waits && !job.cancelRequested) {
            enqueue(job, clock.instant());
          }
        };
    alarms.set(job, delay, again);
  }

  /** Tells whether the backend has the job already while it waits for others. */
  boolean startsBlocked(TrackedJob job) {
    return job.state() == JobState.BLOCKED && pushedDown;
  }
}
