package io.github.lighterman.testing.http;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of a reply: bytes, or a stream of known length. */
final class ReplyBody {
  static final ReplyBody EMPTY = new ReplyBody(new byte[0], null, 0);

  private final byte[] bytes;
  private final @Nullable InputStream stream;
  private final long length;

  private ReplyBody(byte[] bytes, @Nullable InputStream stream, long length) {
    this.bytes = bytes;
    this.stream = stream;
    this.length = length;
  }

  static ReplyBody of(byte[] bytes) {
    return new ReplyBody(requireNonNull(bytes, "bytes"), null, bytes.length);
  }

  static ReplyBody of(InputStream stream, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("length must be 0 or more, not " + length);
    }
    return new ReplyBody(EMPTY.bytes, requireNonNull(stream, "stream"), length);
  }

  long length() {
    return length;
  }

  boolean isInMemory() {
    return stream == null;
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes);
  }

  InputStream open() {
    return stream == null ? new ByteArrayInputStream(bytes) : stream;
  }

  void discard() {
    try {
      open().close();
    } catch (IOException unread) {
      // Nobody reads what wasn't sent.
    }
  }
}
