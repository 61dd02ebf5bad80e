package io.github.lighterman.samples.functions;

import io.github.lighterman.LogChunk;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One stream of what a function prints; read by anybody while it's written. */
final class FunctionLog extends OutputStream {
  private byte[] bytes = new byte[64];
  private int length;
  private boolean complete;

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  @Override
  public synchronized void close() {
    complete = true;
  }

  synchronized LogChunk read(long offset, int maxBytes) {
    int from = (int) Math.min(offset, length);
    int to = (int) Math.min((long) from + maxBytes, length);
    ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to));
    long next = offset + (to - from);
    return new LogChunk(piece, next, complete && next >= length);
  }
}
