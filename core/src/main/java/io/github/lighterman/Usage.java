package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What an attempt used. A backend that does not tell leaves a figure out.
 *
 * @param wall from the start of the command to its end
 * @param cpuTime user and system time of all its processes that were waited for
 * @param peakMemory the most resident memory of all its processes together that was seen, sampled
 *     at intervals, so that a short peak can be missed
 */
public record Usage(
    Optional<Duration> wall, Optional<Duration> cpuTime, Optional<DataSize> peakMemory) {
  private static final Usage UNKNOWN =
      new Usage(Optional.empty(), Optional.empty(), Optional.empty());

  /** Checks that nothing is null. */
  public Usage {
    requireNonNull(wall, "wall");
    requireNonNull(cpuTime, "cpuTime");
    requireNonNull(peakMemory, "peakMemory");
  }

  /** Returns the usage of which nothing is known. */
  public static Usage unknown() {
    return UNKNOWN;
  }
}
