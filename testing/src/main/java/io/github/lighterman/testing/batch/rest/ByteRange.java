package io.github.lighterman.testing.batch.rest;

import io.github.lighterman.testing.batch.state.BatchException;
import io.github.lighterman.testing.batch.state.ErrorCode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file.
 *
 * @param start where it begins, from 0
 * @param length in bytes
 */
record ByteRange(long start, long length) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  /** Returns what a header asks for of a file that is this long; all of it without a header. */
  static ByteRange of(Optional<String> header, long size) {
    if (header.isEmpty()) {
      return new ByteRange(0, size);
    }
    Matcher matcher = FORM.matcher(header.get().strip());
    if (!matcher.matches()) {
      throw BatchException.of(
          ErrorCode.InvalidHeaderValue, "HeaderName", "ocp-range", "HeaderValue", header.get());
    }
    long start = Long.parseLong(matcher.group(1));
    long end = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
    if (start >= size || end < start) {
      throw BatchException.of(ErrorCode.InvalidRange);
    }
    return new ByteRange(start, Math.min(end, size - 1) - start + 1);
  }
}
