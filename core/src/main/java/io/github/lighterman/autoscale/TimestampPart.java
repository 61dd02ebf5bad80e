package io.github.lighterman.autoscale;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** A number that can be taken from a timestamp, all in UTC. */
enum TimestampPart {
  YEAR(LocalDateTime::getYear),
  MONTH(LocalDateTime::getMonthValue),
  DAY(LocalDateTime::getDayOfMonth),
  // Monday is documented to be 1; that Sunday is 0 and not 7 is .NET's way.
  WEEKDAY(time -> time.getDayOfWeek().getValue() % DayOfWeek.SUNDAY.getValue()),
  HOUR(LocalDateTime::getHour),
  MINUTE(LocalDateTime::getMinute),
  SECOND(LocalDateTime::getSecond);

  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final ToIntFunction<LocalDateTime> part;

  TimestampPart(ToIntFunction<LocalDateTime> part) {
    this.part = part;
  }

  int of(Value.Timestamp time) {
    return part.applyAsInt(Ticks.utc(time.ticks()));
  }

  static TimestampPart of(Position at, String name) {
    return Arrays.stream(values())
        .filter(part -> part.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> Mistake.at(at, "a timestamp has no " + name + ", only " + allNames()));
  }

  static Type result(Position at, String name, Type target) {
    TimestampPart part = of(at, name);
    if (!target.fits(Type.TIMESTAMP)) {
      throw Mistake.at(at, "only a timestamp has a " + part + ", not a " + target);
    }
    return Type.DOUBLE;
  }

  private static String allNames() {
    return Arrays.stream(values()).map(TimestampPart::toString).collect(Collectors.joining(", "));
  }

  /** Returns it as a formula writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
