package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The headers that are stored with a blob and come back with it.
 *
 * @param values by the name under which they come back
 */
record BlobHeaders(Map<String, String> values) {
  static final String TYPE = "Content-Type";
  static final String MD5 = "Content-MD5";

  /** All that there are. */
  static final List<String> NAMES =
      List.of(
          TYPE,
          "Content-Encoding",
          "Content-Language",
          MD5,
          "Cache-Control",
          "Content-Disposition");

  private static final List<String> ALSO_PLAIN =
      List.of(TYPE, "Content-Encoding", "Content-Language", "Cache-Control");

  BlobHeaders {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Returns those that a request sets under their special names only. */
  static BlobHeaders of(HttpRequest request) {
    Map<String, String> values = new TreeMap<>();
    for (String name : NAMES) {
      request
          .header(requestName(name))
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> values.put(name, value));
    }
    return new BlobHeaders(values);
  }

  /** Returns those of a request whose body is the blob, so that its own headers count too. */
  static BlobHeaders ofUpload(HttpRequest request) {
    Map<String, String> values = new TreeMap<>(of(request).values);
    for (String name : ALSO_PLAIN) {
      request
          .header(name)
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> values.putIfAbsent(name, value));
    }
    return new BlobHeaders(values).orBinary();
  }

  /** Returns the name under which a request sets a header of the blob. */
  static String requestName(String name) {
    return "x-ms-blob-" + name.toLowerCase(Locale.ROOT);
  }

  BlobHeaders orBinary() {
    return values.containsKey(TYPE) ? this : with(TYPE, "application/octet-stream");
  }

  BlobHeaders with(String name, String value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(name, value);
    return new BlobHeaders(more);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
