package io.github.lighterman.testing.batch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A request that came to the emulator.
 *
 * @param number counted from 0
 * @param time when, by the emulator's clock
 * @param operation the service's name for it, such as {@code Job_Add}; {@code Unknown} if it is
 *     none of the service's
 * @param method the method of HTTP
 * @param target path and query as sent, with three dots after the first 2,000 characters if there
 *     are more, and with {@code REDACTED} for each signature that stands in it
 * @param status what it was answered with, or 0 if its connection was reset
 * @param duration how long the emulator took for the answer, in real time, without sending it
 */
public record RecordedRequest(
    long number,
    Instant time,
    String operation,
    String method,
    String target,
    int status,
    Duration duration) {
  /** Checks that nothing is missing. */
  public RecordedRequest {
    requireNonNull(time, "time");
    requireNonNull(operation, "operation");
    requireNonNull(method, "method");
    requireNonNull(target, "target");
    requireNonNull(duration, "duration");
  }
}
