package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.Value.Interval;
import io.github.lighterman.autoscale.Value.Timestamp;
import java.time.Instant;
import java.util.List;

/** The time of which a formula wants samples: those taken after its start until its end. */
record Window(Instant from, Instant to) {
  /** Start and end may come in either order: formulas in the field have them both ways. */
  static Window of(List<Value> values, Instant now) {
    Instant start = time(values.get(0), now);
    boolean hasEnd = values.size() > 1 && !(values.get(1) instanceof Value.Scalar);
    Instant end = hasEnd ? time(values.get(1), now) : now;
    return start.isAfter(end) ? new Window(end, start) : new Window(start, end);
  }

  /** Returns how much of what could be there is there, 0 to 100. */
  double percent(MetricHistory history, Instant now) {
    long possible = (Ticks.of(to) - Ticks.of(from)) / Ticks.of(MetricHistory.PERIOD);
    double present = history.between(from, to, now).length;
    return Math.min(100, 100 * present / Math.max(1, possible));
  }

  /** An interval is a look back from now. */
  private static Instant time(Value value, Instant now) {
    if (value instanceof Timestamp time) {
      return Ticks.instant(time.ticks());
    }
    long ticks = ((Interval) value).ticks();
    long present = Ticks.of(now);
    long ago = ticks < 0 ? Math.max(ticks, -present) : Math.min(ticks, present);
    return Ticks.instant(present - ago);
  }
}
