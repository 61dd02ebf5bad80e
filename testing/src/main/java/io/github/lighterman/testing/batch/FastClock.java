package io.github.lighterman.testing.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that starts at the right time and then runs faster, or slower. */
final class FastClock extends Clock {
  private final Clock clock;
  private final double speed;
  private final Instant start;

  FastClock(Clock clock, double speed) {
    this.clock = clock;
    this.speed = speed;
    this.start = clock.instant();
  }

  @Override
  public Instant instant() {
    Duration passed = Duration.between(start, clock.instant());
    double nanos = (passed.toSeconds() * 1e9 + passed.toNanosPart()) * speed;
    return start.plusSeconds((long) (nanos / 1e9)).plusNanos((long) (nanos % 1e9));
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new FastClock(clock.withZone(zone), speed);
  }
}
