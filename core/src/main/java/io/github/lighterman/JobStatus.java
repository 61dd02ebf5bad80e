package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a job at one moment. Reading it costs no I/O and is possible for as long as the
 * run's object lives, also after the backend has forgotten the job.
 *
 * @param id whose
 * @param state where it is
 * @param attempt the number of the attempt, from 1
 * @param since when the backend, or else this process, saw it enter the state
 * @param sequence how many times the status had changed before, from 0; of two statuses of one job
 *     the one with the greater number is the later
 * @param pending why it does not run yet, in states that wait
 */
public record JobStatus(
    JobId id,
    JobState state,
    int attempt,
    Instant since,
    long sequence,
    Optional<PendingReason> pending) {
  /** Checks that nothing is null. */
  public JobStatus {
    requireNonNull(id, "id");
    requireNonNull(state, "state");
    requireNonNull(since, "since");
    requireNonNull(pending, "pending");
  }
}
