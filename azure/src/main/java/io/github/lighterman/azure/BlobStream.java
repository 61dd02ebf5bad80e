package io.github.lighterman.azure;

import io.github.lighterman.azure.BlobReads.Answer;
import io.github.lighterman.azure.BlobReads.Range;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of one version of a blob. When the connection breaks, the rest is asked for again; if
 * the blob is another by then, reading fails. For use by one thread.
 */
final class BlobStream extends InputStream {
  private static final int MOST_IN_VAIN = 5;

  private final BlobReads reads;
  private final String blob;
  private final String etag;
  private final long end;
  private InputStream body;
  private long position;
  private int inVain;
  private boolean closed;

  BlobStream(BlobReads reads, String blob, long offset, Answer answer) {
    this.reads = reads;
    this.blob = blob;
    this.etag = answer.etag();
    this.position = offset;
    this.end = offset + answer.length();
    this.body = answer.body();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (length == 0) {
      return 0;
    }
    while (position < end) {
      try {
        int count = body.read(bytes, offset, length);
        if (count > 0) {
          position += count;
          inVain = 0;
          return count;
        }
        resume(new IOException("storage has sent less of '" + blob + "' than it said"));
      } catch (IOException e) {
        resume(e);
      }
    }
    return -1;
  }

  private void resume(IOException reason) throws IOException {
    boolean interrupted =
        reason instanceof InterruptedIOException && !(reason instanceof SocketTimeoutException);
    if (interrupted || closed || ++inVain > MOST_IN_VAIN) {
      throw reason;
    }
    body.close();
    try {
      Optional<Answer> rest =
          reads.get(blob, new Range(position, end - position), Optional.of(etag));
      body = rest.orElseThrow(() -> reason).body();
    } catch (IOException e) {
      if (e != reason) {
        e.addSuppressed(reason);
      }
      throw e;
    }
  }

  @Override
  public int available() throws IOException {
    return position < end && !closed ? body.available() : 0;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    body.close();
  }
}
