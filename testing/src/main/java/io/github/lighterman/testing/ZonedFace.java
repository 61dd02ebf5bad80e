package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** Shows another clock's time in a zone. */
final class ZonedFace extends Clock {
  private final Clock clock;
  private final ZoneId zone;

  ZonedFace(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = requireNonNull(zone, "zone");
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new ZonedFace(clock, other);
  }
}
