package io.github.lighterman.testing.blob;

import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Reads a part of bytes that lie in pieces. */
final class BytesStream extends InputStream {
  private static final byte[] NONE = new byte[0];

  private final Iterator<byte[]> rest;
  private byte[] piece = NONE;
  private int at;
  private long left;

  BytesStream(List<byte[]> pieces, long from, long count) {
    this.rest = pieces.iterator();
    this.left = count;
    long skip = from;
    while (skip > 0 || (piece == NONE && rest.hasNext())) {
      piece = rest.next();
      at = (int) Math.min(skip, piece.length);
      skip -= at;
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    while (at == piece.length) {
      piece = rest.next();
      at = 0;
    }
    int count = (int) Math.min(Math.min(length, piece.length - at), left);
    System.arraycopy(piece, at, target, offset, count);
    at += count;
    left -= count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(left, piece.length - at);
  }
}
