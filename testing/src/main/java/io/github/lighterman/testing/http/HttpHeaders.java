package io.github.lighterman.testing.http;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of a request or a reply, in the order and with the case in which they were sent.
 * Names are found whatever their case. Immutable.
 */
public final class HttpHeaders {
  private static final HttpHeaders NONE = new HttpHeaders(List.of());

  private final List<Map.Entry<String, String>> entries;

  private HttpHeaders(List<Map.Entry<String, String>> entries) {
    this.entries = entries;
  }

  /** Returns no headers. */
  public static HttpHeaders none() {
    return NONE;
  }

  /** Returns headers with these names and values, in this order; a name may come repeatedly. */
  public static HttpHeaders of(List<Map.Entry<String, String>> entries) {
    return new HttpHeaders(List.copyOf(entries));
  }

  /** Returns these headers and one more at the end, whether or not there is one of that name. */
  public HttpHeaders with(String name, String value) {
    List<Map.Entry<String, String>> all = new ArrayList<>(entries);
    all.add(Map.entry(requireNonNull(name, "name"), requireNonNull(value, "value")));
    return of(all);
  }

  /** Returns the first value under a name, or empty if there is none. */
  public Optional<String> first(String name) {
    for (Map.Entry<String, String> entry : entries) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  /** Returns all names and values, in the order in which they were sent. */
  public List<Map.Entry<String, String>> entries() {
    return entries;
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
