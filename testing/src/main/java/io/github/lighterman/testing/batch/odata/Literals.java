package io.github.lighterman.testing.batch.odata;

import io.github.lighterman.testing.batch.odata.Token.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the right sides of comparisons. */
final class Literals {
  /** A time without an offset is UTC, as everywhere in the service. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);

  private Literals() {}

  /** Returns the value of a literal of this type, or null if the token is none. */
  static @Nullable Object read(PropertyType type, Token token) {
    return switch (type) {
      case TEXT -> token.kind() == Kind.TEXT ? token.text() : null;
      case INTEGER -> token.kind() == Kind.NUMBER ? integer(token.text()) : null;
      case BOOLEAN -> bool(token);
      case TIME -> token.kind() == Kind.TIME ? time(token.text()) : null;
    };
  }

  private static @Nullable Long integer(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Boolean bool(Token token) {
    if (token.isWord("true")) {
      return true;
    }
    return token.isWord("false") ? Boolean.FALSE : null;
  }

  private static @Nullable Instant time(String text) {
    @Nullable Instant iso = time(ISO, text);
    return iso != null ? iso : time(RFC_1123, text);
  }

  private static @Nullable Instant time(DateTimeFormatter format, String text) {
    try {
      return Instant.from(format.parse(text));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
