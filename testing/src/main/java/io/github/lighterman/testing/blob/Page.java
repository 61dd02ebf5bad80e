package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which part of a list a request wants.
 *
 * @param prefix the text that names must start with; may be empty
 * @param from the name to go on with, or empty to begin at the start
 * @param size how many entries at most, 1 to 5,000
 * @param include what is to be told beside the usual
 */
record Page(String prefix, Optional<String> from, int size, Set<String> include) {
  static final int LARGEST = 5000;

  private static final String MARK = "2!";

  static Page of(Query query, Set<String> includable) {
    Set<String> include =
        query.value("include").filter(text -> !text.isEmpty()).stream()
            .flatMap(text -> Stream.of(text.split(",")))
            .collect(Collectors.toUnmodifiableSet());
    for (String name : include) {
      if (!includable.contains(name)) {
        throw StorageError.INVALID_QUERY_PARAMETER_VALUE.exception(
            "BlobEmulator can't include '" + name + "'.");
      }
    }
    return new Page(
        query.orEmpty("prefix"),
        query.value("marker").filter(marker -> !marker.isEmpty()).map(Page::name),
        size(query),
        include);
  }

  private static int size(Query query) {
    String text = query.value("maxresults").orElse("" + LARGEST);
    int size;
    try {
      size = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw StorageError.INVALID_QUERY_PARAMETER_VALUE.exception(
          "maxresults must be a number, not '" + text + "'.");
    }
    if (size < 1) {
      throw StorageError.OUT_OF_RANGE_QUERY_PARAMETER_VALUE.exception(
          "maxresults must be 1 or more, not " + size + ".");
    }
    return Math.min(size, LARGEST);
  }

  /** Returns the marker with which a list goes on at {@code name}; clients don't look inside. */
  static String marker(String name) {
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(UTF_8));
  }

  private static String name(String marker) {
    try {
      if (marker.startsWith(MARK)) {
        return new String(Base64.getUrlDecoder().decode(marker.substring(MARK.length())), UTF_8);
      }
    } catch (IllegalArgumentException e) {
      // The error below says all.
    }
    throw StorageError.OUT_OF_RANGE_INPUT.exception("'" + marker + "' is not a marker of a list.");
  }

  /** Returns the name at which to begin to look. */
  String start() {
    return from.filter(name -> name.compareTo(prefix) > 0).orElse(prefix);
  }
}
