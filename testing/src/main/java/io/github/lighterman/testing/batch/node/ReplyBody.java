package io.github.lighterman.testing.batch.node;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of an answer, which come in pieces whose lengths are known before. */
final class ReplyBody extends InputStream {
  /** Tells how many bytes the next piece has, 0 after the last one. */
  @FunctionalInterface
  interface Pieces {
    long next() throws IOException;
  }

  /** A single piece. */
  static final class Once implements Pieces {
    private long bytes;

    Once(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public long next() {
      long next = bytes;
      bytes = 0;
      return next;
    }
  }

  private final InputStream in;
  private final Pieces pieces;
  private long left;
  private boolean ended;

  ReplyBody(InputStream in, Pieces pieces) {
    this.in = in;
    this.pieces = pieces;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      left = pieces.next();
      ended = left == 0;
    }
    if (ended) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the server ended the connection before its answer was complete");
    }
    left -= read;
    return read;
  }
}
