package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a job ended. A job that failed is a value, not an exception.
 *
 * @param id whose
 * @param state {@link JobState#SUCCEEDED}, {@link JobState#FAILED} or {@link JobState#CANCELLED}
 * @param attempts every try, in order; empty if it never got to one
 * @param failure why it did not succeed, if it did not
 * @param outputs every delivered file of the last attempt, sorted by path
 */
public record JobResult(
    JobId id,
    JobState state,
    List<Attempt> attempts,
    Optional<JobFailure> failure,
    List<DeliveredFile> outputs) {
  /**
   * Checks that state and failure agree.
   *
   * @throws IllegalArgumentException if the state is not terminal, or a failure is missing or too
   *     much
   */
  public JobResult {
    requireNonNull(id, "id");
    attempts = List.copyOf(attempts);
    outputs = List.copyOf(outputs);
    if (!state.isTerminal() || (state == JobState.SUCCEEDED) == failure.isPresent()) {
      throw new IllegalArgumentException("no result: " + state + " with failure " + failure);
    }
  }

  /** Tells whether the job succeeded. */
  public boolean succeeded() {
    return state == JobState.SUCCEEDED;
  }

  /** Returns the exit code of the last attempt, if it has one. */
  public OptionalInt exitCode() {
    return attempts.isEmpty() ? OptionalInt.empty() : attempts.get(attempts.size() - 1).exitCode();
  }

  /**
   * Returns this result if the job succeeded.
   *
   * @throws JobFailedException if it did not
   */
  public JobResult orElseThrow() {
    if (!succeeded()) {
      throw new JobFailedException(this);
    }
    return this;
  }
}
