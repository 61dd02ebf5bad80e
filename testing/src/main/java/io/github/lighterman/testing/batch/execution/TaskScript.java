package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What an attempt at a task does that doesn't really run.
 *
 * @param duration how long it takes until it ends by itself, 0 or more
 * @param outcome how it ends then
 * @param stdout what it writes to its standard output
 * @param stderr what it writes to its standard error
 */
public record TaskScript(Duration duration, TaskOutcome outcome, String stdout, String stderr) {
  private static final TaskScript SUCCESS = exit(0);

  /** Checks that nothing is missing and that the time isn't negative. */
  public TaskScript {
    requireNonNull(outcome, "outcome");
    requireNonNull(stdout, "stdout");
    requireNonNull(stderr, "stderr");
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration must be 0 or more, not " + duration);
    }
  }

  /** Returns a script that succeeds at once and writes nothing. */
  public static TaskScript succeed() {
    return SUCCESS;
  }

  /** Returns a script that exits at once and writes nothing. */
  public static TaskScript exit(int exitCode) {
    return end(TaskOutcome.exited(exitCode));
  }

  /** Returns a script that ends at once and writes nothing. */
  public static TaskScript end(TaskOutcome outcome) {
    return new TaskScript(Duration.ZERO, outcome, "", "");
  }

  /** Returns this script, ending when {@code time} has passed. */
  public TaskScript after(Duration time) {
    return new TaskScript(time, outcome, stdout, stderr);
  }

  /** Returns this script, writing {@code text} to its standard output as it starts. */
  public TaskScript printing(String text) {
    return new TaskScript(duration, outcome, text, stderr);
  }

  /** Returns this script, writing {@code text} to its standard error as it starts. */
  public TaskScript complaining(String text) {
    return new TaskScript(duration, outcome, stdout, text);
  }
}
