package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a blob.
 *
 * @param from the first byte, from 0
 * @param to the last byte, inclusive; {@link Long#MAX_VALUE} for the end
 */
record ByteRange(long from, long to) {
  private static final Pattern TEXT = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  // What the SDK's streams ask for once they know that a blob is empty.
  private static final String OF_NOTHING = "bytes=0--1";

  /** Returns the range that a request asks for, or empty if it wants all; x-ms-range wins. */
  static Optional<ByteRange> of(HttpRequest request) {
    Optional<String> special = request.header("x-ms-range");
    return special
        .or(() -> request.header("Range"))
        .filter(text -> !text.equals(OF_NOTHING))
        .map(ByteRange::parse);
  }

  private static ByteRange parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (matcher.matches()) {
      long from = Long.parseLong(matcher.group(1));
      long to = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
      if (from <= to) {
        return new ByteRange(from, to);
      }
    }
    throw StorageError.INVALID_HEADER_VALUE.exception(
        "A range must be like bytes=0-99 or bytes=100-, not '" + text + "'.");
  }

  /** Returns what of the range lies inside {@code length} bytes. */
  ByteRange within(long length) {
    if (from >= length) {
      throw StorageError.INVALID_RANGE.exception("It has " + length + " bytes.").withLength(length);
    }
    return new ByteRange(from, Math.min(to, length - 1));
  }

  long length() {
    return to - from + 1;
  }
}
