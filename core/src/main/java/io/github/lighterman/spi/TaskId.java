package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.JobId;

/**
 * The name of one attempt of a job in its run. Backends derive their own names from it, so that
 * asking twice for one task starts it once.
 *
 * @param job which job
 * @param attempt which attempt, from 1
 */
public record TaskId(JobId job, int attempt) {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if {@code attempt} is less than 1
   */
  public TaskId {
    requireNonNull(job, "job");
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be 1 or more, not " + attempt);
    }
  }

  @Override
  public String toString() {
    return job + "." + attempt;
  }
}
