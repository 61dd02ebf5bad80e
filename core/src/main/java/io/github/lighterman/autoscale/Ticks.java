package io.github.lighterman.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Times and intervals as the service counts them: in ticks of 100 ns, times since the year 1. */
final class Ticks {
  static final long PER_SECOND = 10_000_000;

  private static final long NANOS_PER_TICK = 100;
  private static final Instant ORIGIN = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999900Z");
  private static final long LAST = of(END);

  private Ticks() {}

  /** Returns the ticks of a time, or of the nearest that there is: the years are 1 to 9999. */
  static long of(Instant time) {
    Instant near = time.isBefore(ORIGIN) ? ORIGIN : time.isAfter(END) ? END : time;
    return of(Duration.between(ORIGIN, near));
  }

  static long of(Duration interval) {
    return interval.getSeconds() * PER_SECOND + interval.getNano() / NANOS_PER_TICK;
  }

  static boolean isTime(long ticks) {
    return ticks >= 0 && ticks <= LAST;
  }

  static Instant instant(long ticks) {
    return ORIGIN
        .plusSeconds(Math.floorDiv(ticks, PER_SECOND))
        .plusNanos(Math.floorMod(ticks, PER_SECOND) * NANOS_PER_TICK);
  }

  static LocalDateTime utc(long ticks) {
    return LocalDateTime.ofInstant(instant(ticks), ZoneOffset.UTC);
  }

  /** Returns a time such as {@code 2030-01-01T00:00:00.5Z}: no more decimals than it has. */
  static String showTime(long ticks) {
    LocalDateTime time = utc(ticks);
    return String.format(
            Locale.ROOT,
            "%04d-%02d-%02dT%02d:%02d:%02d",
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond())
        + decimals(ticks % PER_SECOND).replaceFirst("0+$", "")
        + "Z";
  }

  /** Returns an interval such as {@code -1.02:03:04.5000000}, as .NET writes it. */
  static String showInterval(long ticks) {
    // Negative, since the least of all longs has no positive counterpart.
    long negative = ticks > 0 ? -ticks : ticks;
    long seconds = -(negative / PER_SECOND);
    long days = seconds / 86_400;
    return (ticks < 0 ? "-" : "")
        + (days == 0 ? "" : days + ".")
        + String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
        + decimals(-(negative % PER_SECOND));
  }

  private static String decimals(long ticks) {
    return ticks == 0 ? "" : String.format(Locale.ROOT, ".%07d", ticks);
  }
}
