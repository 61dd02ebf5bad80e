package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpHeaders;
import io.github.lighterman.testing.http.HttpReply;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that is being written. Not safe for use by several threads. */
final class Answer {
  private final int status;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private @Nullable InputStream stream;
  private byte[] body = new byte[0];
  private long length;

  private Answer(int status) {
    this.status = status;
  }

  static Answer of(int status) {
    return new Answer(status);
  }

  Answer header(String name, String value) {
    headers.removeIf(header -> header.getKey().equals(name));
    headers.add(Map.entry(name, value));
    return this;
  }

  /** Adds what tells a client when to fetch again. */
  Answer stamp(Stamp stamp) {
    return header("ETag", "\"" + stamp.etag() + "\"")
        .header("Last-Modified", HttpDates.format(stamp.modified()));
  }

  Answer metadata(Map<String, String> metadata) {
    metadata.forEach((name, value) -> header(Metadata.PREFIX + name, value));
    return this;
  }

  Answer xml(String text) {
    this.body = text.getBytes(StandardCharsets.UTF_8);
    this.length = body.length;
    return header("Content-Type", "application/xml");
  }

  Answer body(byte[] bytes) {
    this.body = bytes;
    this.length = bytes.length;
    return this;
  }

  Answer body(InputStream in, long count) {
    this.stream = in;
    this.length = count;
    return this;
  }

  long length() {
    return length;
  }

  int status() {
    return status;
  }

  /** Returns all headers so far. */
  List<Map.Entry<String, String>> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  HttpReply reply() {
    HttpReply reply = HttpReply.of(status).headers(HttpHeaders.of(headers));
    return stream == null ? reply.body(body) : reply.body(stream, length);
  }
}
