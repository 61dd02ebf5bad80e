package io.github.lighterman.azure;

import io.github.lighterman.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Counts how many hours of machines a pool has had. Safe for use by several threads. */
final class PoolMeter {
  /** What was seen last. */
  private record Seen(Instant at, int dedicated, int spot) {}

  private final Clock clock;
  private @Nullable Seen last;
  private double dedicated;
  private double spot;

  PoolMeter(Clock clock) {
    this.clock = clock;
  }

  /** Takes how many nodes there are now, dedicated ones and those that may be taken away. */
  synchronized void see(int dedicatedNodes, int spotNodes) {
    Instant now = clock.instant();
    Seen before = last;
    if (before != null) {
      double hours = hours(before, now);
      dedicated += hours * (before.dedicated + dedicatedNodes) / 2;
      spot += hours * (before.spot + spotNodes) / 2;
    }
    last = new Seen(now, dedicatedNodes, spotNodes);
  }

  /** Returns the hours up to now, on these terms. */
  synchronized double hours(Node.Lease lease) {
    Seen before = last;
    double since = before == null ? 0 : hours(before, clock.instant());
    return lease == Node.Lease.SPOT
        ? spot + (before == null ? 0 : since * before.spot)
        : dedicated + (before == null ? 0 : since * before.dedicated);
  }

  /** Returns the same with what it costs. */
  NodeHours used(Node.Lease lease, OptionalDouble price) {
    double hours = hours(lease);
    return price.isPresent()
        ? new NodeHours(hours, 0, OptionalDouble.of(hours * price.getAsDouble()))
        : new NodeHours(hours, hours, hours == 0 ? OptionalDouble.of(0) : price);
  }

  private static double hours(Seen before, Instant now) {
    return Math.max(0, NodeHours.hours(Duration.between(before.at, now)));
  }
}
