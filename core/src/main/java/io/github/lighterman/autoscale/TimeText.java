package io.github.lighterman.autoscale;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the argument of {@code time}: a time in one of the forms of W3C-DTF, or of RFC 1123. */
final class TimeText {
  // The service refuses more than seven decimals, which Java's Instant often has.
  private static final Pattern W3C =
      Pattern.compile(
          "(?<year>\\d{4})(?:-(?<month>\\d\\d)(?:-(?<day>\\d\\d)"
              + "(?:T(?<hour>\\d\\d):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:\\.(?<part>\\d{1,7}))?)?"
              + "(?<zone>Z|[+-]\\d\\d:\\d\\d))?)?)?");
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);

  private TimeText() {}

  /** Returns the ticks of the time in {@code text}. */
  static long ticks(Position at, String text) {
    try {
      Matcher w3c = W3C.matcher(text);
      Instant time = w3c.matches() ? time(w3c) : Instant.from(RFC_1123.parse(text));
      return Ticks.of(time);
    } catch (DateTimeException e) {
      throw Mistake.at(
          at,
          "time can't read \""
              + text
              + "\"; write 2030-01-31T23:59:59Z, with at most seven"
              + " decimals, or Thu, 31 Jan 2030 23:59:59 GMT");
    }
  }

  private static Instant time(Matcher w3c) {
    String part = w3c.group("part") == null ? "" : w3c.group("part");
    String zone = w3c.group("zone") == null ? "Z" : w3c.group("zone");
    return OffsetDateTime.of(
            Integer.parseInt(w3c.group("year")),
            number(w3c.group("month"), 1),
            number(w3c.group("day"), 1),
            number(w3c.group("hour"), 0),
            number(w3c.group("minute"), 0),
            number(w3c.group("second"), 0),
            Integer.parseInt((part + "000000000").substring(0, 9)),
            ZoneOffset.of(zone))
        .toInstant();
  }

  private static int number(@Nullable String digits, int absent) {
    return digits == null ? absent : Integer.parseInt(digits);
  }
}
