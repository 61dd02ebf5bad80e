package io.github.lighterman.testing.batch.state;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The time by which an account goes.
 *
 * @param clock tells it
 * @param timer waits; on it a time of the clock is {@code speed} times as short
 * @param speed how much faster than the timer's time the clock's time goes, above 0
 */
public record EmulatorTime(Clock clock, ScheduledExecutorService timer, double speed) {
  /** Checks the speed. */
  public EmulatorTime {
    requireNonNull(clock, "clock");
    requireNonNull(timer, "timer");
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be above 0, not " + speed);
    }
  }
}
