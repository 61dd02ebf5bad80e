package io.github.lighterman.azure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The real time, so many times as fast, which can be put forward. */
final class ShiftedClock extends Clock {
  private final Instant start = Instant.now();
  private final int speed;
  private volatile Duration ahead = Duration.ZERO;

  ShiftedClock(int speed) {
    this.speed = speed;
  }

  /** Puts it forward. */
  synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant instant() {
    return start.plus(Duration.between(start, Instant.now()).multipliedBy(speed)).plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("nobody needs it");
  }
}
