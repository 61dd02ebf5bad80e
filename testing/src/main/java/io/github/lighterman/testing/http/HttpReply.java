package io.github.lighterman.testing.http;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * An answer, and how it goes out: at once or late, whole, cut in the middle, or not at all.
 * Immutable; body arrays aren't copied and nobody may change them.
 *
 * <p>The server adds {@code Date} if it isn't there, and {@code Content-Length} unless {@code
 * Transfer-Encoding: chunked} was asked for.
 */
public final class HttpReply {
  private static final HttpReply RESET =
      new HttpReply(0, HttpHeaders.none(), ReplyBody.EMPTY, new Delivery(Duration.ZERO, -1, true));

  /** How an answer goes out; {@code cutAfter} is negative if it isn't cut. */
  record Delivery(Duration delay, int cutAfter, boolean reset) {
    static final Delivery PLAIN = new Delivery(Duration.ZERO, -1, false);
  }

  private final int status;
  private final HttpHeaders headers;
  private final ReplyBody body;
  private final Delivery delivery;

  private HttpReply(int status, HttpHeaders headers, ReplyBody body, Delivery delivery) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.delivery = delivery;
  }

  /**
   * Returns an answer with no headers of its own and no body.
   *
   * @param status from 200 to 599
   * @throws IllegalArgumentException if {@code status} is out of range
   */
  public static HttpReply of(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be from 200 to 599, not " + status);
    }
    return new HttpReply(status, HttpHeaders.none(), ReplyBody.EMPTY, Delivery.PLAIN);
  }

  /**
   * Returns what isn't an answer: the connection is reset, so that the client sees "connection
   * reset" and can't tell whether its request was handled.
   */
  public static HttpReply reset() {
    return RESET;
  }

  /** Returns this answer with one more header. The case of the name is kept. */
  public HttpReply header(String name, String value) {
    return new HttpReply(status, headers.with(name, value), body, delivery);
  }

  /** Returns this answer with exactly these headers. */
  public HttpReply headers(HttpHeaders all) {
    return new HttpReply(status, requireNonNull(all, "all"), body, delivery);
  }

  /** Returns this answer with another body. */
  public HttpReply body(byte[] bytes) {
    return new HttpReply(status, headers, ReplyBody.of(bytes), delivery);
  }

  /** Returns this answer with a text for a body, in UTF-8. */
  public HttpReply body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns this answer with a body that is read as it goes out. The server closes the stream in
   * any case. If the stream ends early or fails, so does the connection.
   *
   * @param length how many bytes are sent, 0 or more; what the stream has beyond isn't read
   */
  public HttpReply body(InputStream stream, long length) {
    return new HttpReply(status, headers, ReplyBody.of(stream, length), delivery);
  }

  /** Returns this answer, sent when {@code delay} of real time has passed. */
  public HttpReply after(Duration delay) {
    return new HttpReply(
        status,
        headers,
        body,
        new Delivery(requireNonNull(delay, "delay"), delivery.cutAfter, delivery.reset));
  }

  /**
   * Returns this answer, cut: all headers and the first {@code bytes} of the body go out, then the
   * connection is closed. If the body isn't longer than that it is sent whole.
   *
   * @param bytes 0 or more
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public HttpReply cutAfter(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be 0 or more, not " + bytes);
    }
    return new HttpReply(
        status, headers, body, new Delivery(delivery.delay, bytes, delivery.reset));
  }

  /** Returns {@link #reset} in place of this answer, whose body is closed unread. */
  public HttpReply lost() {
    return new HttpReply(0, headers, body, RESET.delivery);
  }

  /** Returns the status; 0 for {@link #reset} and {@link #lost}. */
  public int status() {
    return status;
  }

  /** Returns the headers that were asked for. */
  public HttpHeaders headers() {
    return headers;
  }

  /** Returns the size of the body in bytes, from 0, or empty if there is no answer. */
  public OptionalInt bodyLength() {
    return delivery.reset
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(body.length(), Integer.MAX_VALUE));
  }

  ReplyBody body() {
    return body;
  }

  Delivery delivery() {
    return delivery;
  }

  @Override
  public String toString() {
    return delivery.reset ? "connection reset" : status + " " + headers;
  }
}
