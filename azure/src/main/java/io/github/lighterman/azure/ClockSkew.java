package io.github.lighterman.azure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How far this machine's clock is off, by the date of an answer. */
final class ClockSkew {
  /** Services refuse what is signed 15 minutes too early or too late. */
  private static final Duration MUCH = Duration.ofMinutes(5);

  private ClockSkew() {}

  /** Returns it in words, or nothing if it isn't much or there is no such date. */
  static String words(@Nullable String date, Instant now) {
    if (date == null) {
      return "";
    }
    Duration ahead;
    try {
      ahead =
          Duration.between(
              ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(), now);
    } catch (DateTimeException e) {
      return "";
    }
    return ahead.abs().compareTo(MUCH) < 0
        ? ""
        : "this machine's clock is "
            + ahead.abs().toMinutes()
            + " minutes "
            + (ahead.isNegative() ? "behind" : "ahead of")
            + " the service's; set it right";
  }
}
