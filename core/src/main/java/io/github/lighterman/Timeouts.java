package io.github.lighterman;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a job may wait and run, each attempt counted afresh.
 *
 * @param queue the longest time in {@link JobState#QUEUED}; then {@link FailureKind#QUEUE_TIMEOUT}.
 *     1 ms to 3,650 days, or empty for no limit
 * @param run the longest time in {@link JobState#RUNNING}; then the job's processes are ended and
 *     it fails with {@link FailureKind#RUN_TIMEOUT}. 1 ms to 3,650 days, or empty for no limit
 */
public record Timeouts(Optional<Duration> queue, Optional<Duration> run) {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Timeouts NONE = new Timeouts(Optional.empty(), Optional.empty());

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Timeouts {
    check("queue timeout", queue);
    check("run timeout", run);
  }

  /** Returns no limits. */
  public static Timeouts none() {
    return NONE;
  }

  /** Returns a limit to the running time alone, 1 ms to 3,650 days. */
  public static Timeouts ofRun(Duration run) {
    return new Timeouts(Optional.empty(), Optional.of(run));
  }

  /** Returns a copy with this limit to the waiting time, 1 ms to 3,650 days. */
  public Timeouts withQueue(Duration queue) {
    return new Timeouts(Optional.of(queue), run);
  }

  private static void check(String name, Optional<Duration> limit) {
    limit.ifPresent(
        duration -> {
          if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                name + " must be 1 ms to 3,650 days, not " + duration + "; leave it out for none");
          }
        });
  }
}
