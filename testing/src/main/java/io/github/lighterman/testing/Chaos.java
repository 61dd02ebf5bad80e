package io.github.lighterman.testing;

import java.time.Duration;

/**
 * How what a backend tells is disturbed on its way to an executor, in every way in which real ones
 * disturb it: it comes late and so in another order, twice, again after something newer, or not
 * until the backend is asked directly; and now and then the backend seems to know nothing of a job
 * that it runs. Nothing is lost for good, and nothing is made up but such doubts. Immutable.
 *
 * <p>All of it is drawn from {@code seed}: with a {@link ManualClock}, and jobs that are submitted
 * by one thread, one seed is one course of events.
 *
 * @param seed what is drawn from
 * @param longestDelay how late a fact comes at most, 0 or more
 * @param duplicates how many of 100 facts come twice
 * @param losses how many of 100 facts don't come until the backend is asked directly
 * @param doubts how many of 100 facts are preceded by word that the job is missing
 */
public record Chaos(long seed, Duration longestDelay, int duplicates, int losses, int doubts) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a share is not 0 to 100, or the delay is negative
   */
  public Chaos {
    if (longestDelay.isNegative()) {
      throw new IllegalArgumentException("longest delay must be 0 or more, not " + longestDelay);
    }
    requireShare("duplicates", duplicates);
    requireShare("losses", losses);
    requireShare("doubts", doubts);
  }

  /** Returns 30 % duplicates, 20 % losses, 10 % doubts and delays of up to 10 minutes. */
  public static Chaos seeded(long seed) {
    return new Chaos(seed, Duration.ofMinutes(10), 30, 20, 10);
  }

  private static void requireShare(String what, int share) {
    if (share < 0 || share > 100) {
      throw new IllegalArgumentException(what + " must be 0 to 100 of 100 facts, not " + share);
    }
  }
}
