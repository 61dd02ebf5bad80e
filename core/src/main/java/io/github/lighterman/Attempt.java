package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One try of a job, ended.
 *
 * @param number from 1
 * @param started when its command started, if it did
 * @param ended when it ended
 * @param node where it ran, if it got that far
 * @param exitCode the command's exit code, 0 to 255 where the system tells it, if it ended by
 *     itself or by a signal (128 and the signal's number, as shells report)
 * @param usage what it used
 * @param failure why it did not succeed, if it did not
 */
public record Attempt(
    int number,
    Optional<Instant> started,
    Instant ended,
    Optional<Node> node,
    OptionalInt exitCode,
    Usage usage,
    Optional<JobFailure> failure) {
  /** Checks that nothing is null. */
  public Attempt {
    requireNonNull(started, "started");
    requireNonNull(ended, "ended");
    requireNonNull(node, "node");
    requireNonNull(exitCode, "exitCode");
    requireNonNull(usage, "usage");
    requireNonNull(failure, "failure");
  }

  /**
   * Returns the signal that ended the command, 1 to 64, if its exit code stands for one. A program
   * that exits with such a code by itself can't be told apart.
   */
  public OptionalInt signal() {
    return exitCode.isPresent() && exitCode.getAsInt() > 128 && exitCode.getAsInt() <= 192
        ? OptionalInt.of(exitCode.getAsInt() - 128)
        : OptionalInt.empty();
  }
}
