package io.github.lighterman.testing.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * An answer whose body was read, and that can still be sent.
 *
 * @param reply the same answer as before
 * @param bytes its body
 */
@SuppressWarnings("ArrayRecordComponent") // One answer is never compared with another.
public record BufferedReply(HttpReply reply, byte[] bytes) {
  /** Reads the body of an answer, which mustn't be sent any more. */
  public static BufferedReply of(HttpReply reply) {
    try (InputStream in = reply.body().open()) {
      byte[] bytes = in.readNBytes((int) Math.min(reply.body().length(), Integer.MAX_VALUE));
      return new BufferedReply(reply.body(bytes), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
