package io.github.lighterman.testing.blob;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes in pieces, so that no array is as large as a blob. Immutable; arrays aren't copied. */
final class Bytes {
  static final Bytes EMPTY = new Bytes(List.of(), 0);

  // Arrays of half a heap region and more get regions of their own, most of which then lie idle.
  private static final int LARGEST_PIECE = 256 * 1024;
  private static final int SMALL_PIECE = 64 * 1024;

  private final List<byte[]> pieces;
  private final long length;

  private Bytes(List<byte[]> pieces, long length) {
    this.pieces = pieces;
    this.length = length;
  }

  static Bytes of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(List.of(bytes), bytes.length);
  }

  static Bytes concat(List<Bytes> parts) {
    List<byte[]> pieces = new ArrayList<>();
    long length = 0;
    for (Bytes part : parts) {
      pieces.addAll(part.pieces);
      length += part.length;
    }
    return new Bytes(List.copyOf(pieces), length);
  }

  /** Reads to the end, or to one byte more than {@code limit}, which tells that there is more. */
  static Bytes read(InputStream in, long limit) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    long length = 0;
    int size = SMALL_PIECE;
    while (length <= limit) {
      byte[] piece = in.readNBytes((int) Math.min(size, limit + 1 - length));
      if (piece.length == 0) {
        break;
      }
      pieces.add(piece);
      length += piece.length;
      size = Math.min(size * 2, LARGEST_PIECE);
    }
    return new Bytes(List.copyOf(pieces), length);
  }

  /** Joins small pieces, so that a log of many short appends doesn't become many short pieces. */
  Bytes append(Bytes more) {
    if (pieces.isEmpty() || more.length == 0) {
      return pieces.isEmpty() ? more : this;
    }
    byte[] last = pieces.get(pieces.size() - 1);
    if (last.length + more.length > SMALL_PIECE) {
      return concat(List.of(this, more));
    }
    byte[] joined = Arrays.copyOf(last, last.length + (int) more.length);
    System.arraycopy(more.toArray(), 0, joined, last.length, (int) more.length);
    List<byte[]> all = new ArrayList<>(pieces);
    all.set(all.size() - 1, joined);
    return new Bytes(List.copyOf(all), length + more.length);
  }

  long length() {
    return length;
  }

  /** Opens {@code count} bytes from {@code from} on; both must lie inside. */
  InputStream open(long from, long count) {
    return new BytesStream(pieces, from, count);
  }

  InputStream open() {
    return open(0, length);
  }

  byte[] toArray() {
    ByteArrayOutputStream all = new ByteArrayOutputStream((int) length);
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  <T extends Checksum> T addTo(T checksum, long from, long count) {
    requireNonNull(checksum, "checksum");
    try (InputStream in = open(from, count)) {
      byte[] piece = new byte[SMALL_PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        checksum.add(piece, read);
      }
      return checksum;
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can't be read", e);
    }
  }

  <T extends Checksum> T addTo(T checksum) {
    return addTo(checksum, 0, length);
  }
}
