package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Metadata as requests carry it: one header for each name. */
final class Metadata {
  static final String PREFIX = "x-ms-meta-";

  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");
  private static final int LARGEST = 8 * 1024;

  private Metadata() {}

  /** Returns the metadata of a request in its order; a name that comes twice has both values. */
  static Map<String, String> of(HttpRequest request) {
    Map<String, String> metadata = new LinkedHashMap<>();
    int size = 0;
    for (Map.Entry<String, String> header : request.headers().entries()) {
      if (header.getKey().toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
        String name = header.getKey().substring(PREFIX.length());
        requireLegal(name);
        size += name.length() + header.getValue().length();
        metadata.merge(name, header.getValue(), (first, second) -> first + "," + second);
      }
    }
    if (size > LARGEST) {
      throw StorageError.METADATA_TOO_LARGE.exception();
    }
    return Collections.unmodifiableMap(metadata);
  }

  private static void requireLegal(String name) {
    if (!NAME.matcher(name).matches()) {
      throw StorageError.INVALID_METADATA.exception(
          "'" + name + "' must be letters, digits and underscores and not start with a digit.");
    }
  }
}
