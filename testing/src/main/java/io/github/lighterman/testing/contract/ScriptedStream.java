package io.github.lighterman.testing.contract;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Gives bytes in small pieces, and does something at a certain one. */
final class ScriptedStream extends InputStream {
  private final byte[] bytes;
  private final int piece;
  private final int eventAt;
  private @Nullable Event event;
  private int at;
  private boolean closed;

  private ScriptedStream(byte[] bytes, int piece, int eventAt, @Nullable Event event) {
    this.bytes = bytes;
    this.piece = piece;
    this.eventAt = eventAt;
    this.event = event;
  }

  /** What happens. */
  @FunctionalInterface
  interface Event {
    void happen() throws IOException;
  }

  /** Returns a stream that gives at most {@code piece} bytes at a time. */
  static ScriptedStream inPieces(byte[] bytes, int piece) {
    return new ScriptedStream(bytes, piece, bytes.length, null);
  }

  /** Returns a stream in which {@code event} happens after so many bytes. */
  static ScriptedStream withEvent(byte[] bytes, int after, Event event) {
    return new ScriptedStream(bytes, 8192, after, event);
  }

  boolean isClosed() {
    return closed;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (event != null && at == eventAt) {
      Event due = event;
      event = null;
      due.happen();
    }
    int next = at < eventAt ? eventAt : bytes.length;
    int count = Math.min(Math.min(length, piece), next - at);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(bytes, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() {
    closed = true;
  }
}
