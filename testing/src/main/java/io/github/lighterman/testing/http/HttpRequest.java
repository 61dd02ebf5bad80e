package io.github.lighterman.testing.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request as it came over the wire: nothing in it is decoded.
 *
 * <p>The body array isn't copied; nobody may change it.
 *
 * @param method the method, in upper case as HTTP has it
 * @param path the path as sent, percent-encoding and all; it starts with a slash
 * @param query the query as sent without the question mark, or empty if there is no question mark
 * @param headers all headers
 * @param body the body; empty if there is none or if it was too large
 * @param bodySize whether the body was within the server's limit
 */
@SuppressWarnings("ArrayRecordComponent") // One request is never compared with another.
public record HttpRequest(
    String method,
    String path,
    Optional<String> query,
    HttpHeaders headers,
    byte[] body,
    BodySize bodySize) {

  /** Whether a body was within the server's limit. */
  public enum BodySize {
    /** It is here. */
    ALLOWED,
    /** It was read and thrown away. */
    TOO_LARGE
  }

  /** Checks that nothing is missing. */
  public HttpRequest {
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(query, "query");
    requireNonNull(headers, "headers");
    requireNonNull(body, "body");
    requireNonNull(bodySize, "bodySize");
  }

  /** Returns the first value of a header, or empty if it wasn't sent. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** Returns the body read as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns path and query as sent. */
  public String target() {
    return query.map(text -> path + "?" + text).orElse(path);
  }

  @Override
  public String toString() {
    return method + " " + target() + " (" + body.length + " bytes)";
  }
}
