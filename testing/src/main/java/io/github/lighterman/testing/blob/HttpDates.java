package io.github.lighterman.testing.blob;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times as HTTP writes them: whole seconds, GMT. */
final class HttpDates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  static String format(Instant time) {
    return FORMAT.format(time);
  }

  /** Reads a time that stands in a header. */
  static Instant parse(String header, String text) {
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeParseException e) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          header + " must be a time such as 'Tue, 01 Jan 2030 00:00:00 GMT', not '" + text + "'.");
    }
  }
}
