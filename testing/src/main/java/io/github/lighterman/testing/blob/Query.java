package io.github.lighterman.testing.blob;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The query of a request, decoded.
 *
 * @param entries names in lower case, and values, in the order in which they were sent
 */
record Query(List<Map.Entry<String, String>> entries) {
  Query {
    entries = List.copyOf(entries);
  }

  static Query of(Optional<String> raw) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (String part : raw.orElse("").split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        entries.add(Map.entry(decode(name).toLowerCase(Locale.ROOT), decode(value)));
      }
    }
    return new Query(entries);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw StorageError.INVALID_URI.exception(
          "'" + text + "' is not percent-encoded as it should.");
    }
  }

  Optional<String> value(String name) {
    return entries.stream()
        .filter(entry -> entry.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns the value, or the empty text if there is none, as what is signed has it. */
  String orEmpty(String name) {
    return value(name).orElse("");
  }

  String required(String name) {
    return value(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                StorageError.MISSING_REQUIRED_QUERY_PARAMETER.exception(
                    "The parameter is " + name + "."));
  }
}
