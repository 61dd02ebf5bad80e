package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What became of one job of a submitted list: accepted, then {@code handle} is there; or rejected,
 * then {@code problems} says why, and nothing of the job exists.
 *
 * @param id whose
 * @param handle the accepted job
 * @param problems every reason for the rejection
 */
public record SubmitOutcome(JobId id, Optional<JobHandle> handle, List<Problem> problems) {
  /**
   * Checks that it's the one or the other.
   *
   * @throws IllegalArgumentException if it's both or neither
   */
  public SubmitOutcome {
    requireNonNull(id, "id");
    problems = List.copyOf(problems);
    if (handle.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("an outcome is a handle or problems, not both, not none");
    }
  }

  /** Returns the outcome of an accepted job. */
  public static SubmitOutcome accepted(JobHandle handle) {
    return new SubmitOutcome(handle.id(), Optional.of(handle), List.of());
  }

  /** Returns the outcome of a rejected job. */
  public static SubmitOutcome rejected(JobId id, List<Problem> problems) {
    return new SubmitOutcome(id, Optional.empty(), problems);
  }

  /** Tells whether the job was accepted. */
  public boolean isAccepted() {
    return handle.isPresent();
  }

  /**
   * Returns the accepted job.
   *
   * @throws InvalidJobException if it was rejected
   */
  public JobHandle orElseThrow() {
    return handle.orElseThrow(() -> new InvalidJobException(problems));
  }
}
