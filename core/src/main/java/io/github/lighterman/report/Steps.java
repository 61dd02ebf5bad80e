package io.github.lighterman.report;

import io.github.lighterman.Attempt;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.PendingReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a job's history the steps of a time line. Where nobody listened yet, attempts that the
 * run remembers fill in when the job ran; what it did between them stays open.
 */
final class Steps {
  private Steps() {}

  /**
   * A step.
   *
   * @param since when it began; it ends when the next one begins
   * @param state empty where nobody knows
   * @param pending why it did not run
   */
  record Step(Instant since, Optional<JobState> state, Optional<PendingReason> pending) {}

  static List<Step> of(JobTrace job) {
    List<Step> steps = new ArrayList<>();
    for (PricedAttempt priced : job.attempts()) {
      Attempt attempt = priced.attempt();
      if (job.entered(JobState.RUNNING, attempt.number()).isEmpty()
          && priced.started().isPresent()) {
        steps.add(step(priced.started().get(), Optional.of(JobState.RUNNING)));
        steps.add(step(attempt.ended(), Optional.empty()));
      }
    }
    for (JobStatus status : job.statuses()) {
      steps.add(new Step(status.since(), Optional.of(status.state()), status.pending()));
    }
    if (steps.size() > job.statuses().size()) {
      // Stable: what lies at one instant stays in its order, and the end comes last.
      steps.sort(Comparator.comparing(Step::since));
    }
    return steps;
  }

  private static Step step(Instant since, Optional<JobState> state) {
    return new Step(since, state, Optional.empty());
  }
}
