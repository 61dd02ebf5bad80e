package io.github.lighterman.report;

import io.github.lighterman.Attempt;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one job.
 *
 * @param spec what it was to be
 * @param statuses every status that is known, in order, at least one
 * @param attempts every attempt that has ended, with what it cost, in order
 * @param failure why it did not succeed, if it has not
 * @param inputs how many bytes it found
 * @param outputs how many bytes it delivered
 */
record JobTrace(
    JobSpec spec,
    List<JobStatus> statuses,
    List<PricedAttempt> attempts,
    Optional<JobFailure> failure,
    InputBytes.Files inputs,
    long outputs) {

  static JobTrace of(
      JobHandle job, List<JobStatus> statuses, InputBytes.Files inputs, Prices prices) {
    Optional<JobResult> result = job.resultNow();
    List<Attempt> attempts = result.map(JobResult::attempts).orElseGet(job::attempts);
    return new JobTrace(
        job.spec(),
        statuses,
        attempts.stream().map(attempt -> PricedAttempt.of(attempt, prices)).toList(),
        result.flatMap(JobResult::failure),
        inputs,
        result.stream()
            .flatMap(end -> end.outputs().stream())
            .mapToLong(DeliveredFile::size)
            .sum());
  }

  JobId id() {
    return spec.id();
  }

  JobStatus last() {
    return statuses.get(statuses.size() - 1);
  }

  JobState state() {
    return last().state();
  }

  /** Returns the first instant of which anything is known. */
  Instant first() {
    Instant first = statuses.get(0).since();
    for (PricedAttempt priced : attempts) {
      Instant start = priced.started().orElse(priced.attempt().ended());
      first = start.isBefore(first) ? start : first;
    }
    return first;
  }

  /** Returns when the job was first in this state in this attempt, if anybody saw it. */
  Optional<Instant> entered(JobState state, int attempt) {
    return statuses.stream()
        .filter(status -> status.state() == state && status.attempt() == attempt)
        .map(JobStatus::since)
        .findFirst();
  }
}
