package io.github.lighterman.testing.batch.state;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time as the service counts and writes it: in ticks of 100 nanoseconds. */
public final class Ticks {
  /** The longest time that the service knows, by which it says "no limit". */
  public static final Duration MAX = Duration.ofSeconds(922337203685L, 477580700);

  private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)D)?"
              + "(T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)(?:\\.(\\d{1,7})\\d*)?S)?)?");
  private static final long DAY = 86_400;

  private Ticks() {}

  /** Returns a time without what is below a tick. */
  public static Instant truncate(Instant time) {
    return time.minusNanos(nanos(time) % 100);
  }

  /** Returns the ETag of what was last changed at a time. */
  public static String etag(Instant time) {
    long seconds = time.getEpochSecond() - YEAR_ONE.getEpochSecond();
    return "0x"
        + Long.toHexString(seconds * 10_000_000 + nanos(time) / 100).toUpperCase(Locale.ROOT);
  }

  /** Returns a time as the service writes it: up to seven digits of a second, without zeros. */
  public static String text(Instant time) {
    Instant whole = time.minusNanos(nanos(time));
    String seconds = whole.toString();
    if (nanos(time) < 100) {
      return seconds;
    }
    return seconds.substring(0, seconds.length() - 1) + fraction(nanos(time)) + "Z";
  }

  /** Returns a length of time as the service writes it: in days, hours, minutes and seconds. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    StringBuilder text = new StringBuilder("P");
    part(text, seconds / DAY, 'D');
    long rest = seconds % DAY;
    if (rest == 0 && duration.toNanosPart() < 100) {
      return seconds == 0 ? "PT0S" : text.toString();
    }
    text.append('T');
    part(text, rest / 3600, 'H');
    part(text, rest / 60 % 60, 'M');
    if (rest % 60 != 0 || duration.toNanosPart() >= 100) {
      text.append(rest % 60).append(fraction(duration.toNanosPart())).append('S');
    }
    return text.toString();
  }

  /**
   * Reads a length of time; a year has 365 days and a month 30, as the service has it.
   *
   * @throws IllegalArgumentException if the text isn't one, or one that is longer than {@link #MAX}
   */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || text.length() < 3 || text.endsWith("T")) {
      throw new IllegalArgumentException("'" + text + "' is not an ISO 8601 duration");
    }
    BigInteger seconds =
        number(matcher, 1, 365 * DAY)
            .add(number(matcher, 2, 30 * DAY))
            .add(number(matcher, 3, DAY))
            .add(number(matcher, 5, 3600))
            .add(number(matcher, 6, 60))
            .add(number(matcher, 7, 1));
    String fraction = matcher.group(8) == null ? "0" : matcher.group(8);
    int nanos = Integer.parseInt((fraction + "00000000").substring(0, 9));
    if (seconds.compareTo(BigInteger.valueOf(MAX.toSeconds())) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than " + text(MAX));
    }
    Duration duration = Duration.ofSeconds(seconds.longValueExact(), nanos);
    if (duration.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than " + text(MAX));
    }
    return duration;
  }

  private static int nanos(Instant time) {
    return time.get(ChronoField.NANO_OF_SECOND);
  }

  private static BigInteger number(Matcher matcher, int group, long unit) {
    String digits = matcher.group(group);
    return digits == null
        ? BigInteger.ZERO
        : new BigInteger(digits).multiply(BigInteger.valueOf(unit));
  }

  private static void part(StringBuilder text, long value, char unit) {
    if (value != 0) {
      text.append(value).append(unit);
    }
  }

  private static String fraction(int nanos) {
    int ticks = nanos / 100;
    if (ticks == 0) {
      return "";
    }
    String digits = Integer.toString(10_000_000 + ticks);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return "." + digits.substring(1, end);
  }
}
