package io.github.lighterman;

import java.time.Duration;

/**
 * How long to wait before the next attempt: {@code first}, then {@code factor} times as long each
 * time, at most {@code longest}.
 *
 * @param first the first wait, 0 to 1 day
 * @param factor 1 to 100
 * @param longest the longest wait, {@code first} to 1 day
 */
public record Backoff(Duration first, double factor, Duration longest) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Backoff NONE = new Backoff(Duration.ZERO, 1, Duration.ZERO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Backoff {
    if (first.isNegative() || longest.compareTo(first) < 0 || longest.compareTo(DAY) > 0) {
      throw new IllegalArgumentException(
          "back-off must be 0 <= first <= longest <= 1 day, not " + first + " and " + longest);
    }
    if (!(factor >= 1 && factor <= 100)) {
      throw new IllegalArgumentException("back-off factor must be 1 to 100, not " + factor);
    }
  }

  /** Returns no wait. */
  public static Backoff none() {
    return NONE;
  }

  /** Returns a wait that starts with {@code first} and doubles up to {@code longest}. */
  public static Backoff doubling(Duration first, Duration longest) {
    return new Backoff(first, 2, longest);
  }

  /** Returns the wait after the {@code retry}-th failure, counted from 1. */
  public Duration delay(int retry) {
    double seconds = (first.toNanos() / 1e9) * Math.pow(factor, Math.max(0, retry - 1));
    double bounded = Math.min(seconds, longest.toNanos() / 1e9);
    return Duration.ofNanos((long) (bounded * 1e9));
  }
}
