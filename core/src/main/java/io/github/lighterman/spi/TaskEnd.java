package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an attempt ended, as the backend tells it.
 *
 * @param exitCode the command's exit code, if it ran to an end
 * @param failure what went wrong besides the exit code, if anything did
 * @param usage what it used
 * @param outputs every delivered file, sorted by path
 */
public record TaskEnd(
    OptionalInt exitCode, Optional<JobFailure> failure, Usage usage, List<DeliveredFile> outputs) {
  /** Copies the list. */
  public TaskEnd {
    requireNonNull(exitCode, "exitCode");
    requireNonNull(failure, "failure");
    requireNonNull(usage, "usage");
    outputs = List.copyOf(outputs);
  }

  /** Returns the end of an attempt whose command never ran, or left no exit code. */
  public static TaskEnd failed(JobFailure failure) {
    return new TaskEnd(OptionalInt.empty(), Optional.of(failure), Usage.unknown(), List.of());
  }

  /** Returns the end of a command that exited by itself and delivered nothing. */
  public static TaskEnd exited(int exitCode) {
    return new TaskEnd(OptionalInt.of(exitCode), Optional.empty(), Usage.unknown(), List.of());
  }
}
