package io.github.lighterman.testing.batch.openapi;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;

/** The formats that texts can have. */
final class Formats {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern DURATION =
      Pattern.compile(
          "-?P(?=.)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?");
  // The service has ticks of 100 ns and writes no zeros that say nothing; it knows no months.
  private static final Pattern ANSWERED_TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,6}[1-9])?Z");
  private static final Pattern ANSWERED_DURATION =
      Pattern.compile("P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d{0,6}[1-9])?S)?)?");

  private Formats() {}

  /** Returns whether a text has a format; one that isn't known has every text. */
  static boolean has(String text, String format, Side side) {
    boolean answer = side == Side.ANSWER;
    return switch (format) {
      case "" -> true;
      case "uuid" -> UUID.matcher(text).matches();
      case "duration" -> (answer ? ANSWERED_DURATION : DURATION).matcher(text).matches();
      case "date-time" ->
          (!answer || ANSWERED_TIME.matcher(text).matches())
              && parses(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      case "date-time-rfc1123" ->
          text.endsWith(" GMT") && parses(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      default -> throw new IllegalArgumentException("unknown format " + format);
    };
  }

  /** Returns whether a text outside a body is of a type. */
  static boolean isOf(String text, String type) {
    return switch (type) {
      case "string" -> true;
      case "integer" -> text.matches("-?\\d{1,18}");
      case "boolean" -> Set.of("true", "false").contains(text.toLowerCase(java.util.Locale.ROOT));
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }

  private static boolean parses(String text, DateTimeFormatter format) {
    try {
      OffsetDateTime unused = OffsetDateTime.parse(text, format);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
