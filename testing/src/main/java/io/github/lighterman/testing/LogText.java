package io.github.lighterman.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.JobHandle;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import java.nio.ByteBuffer;

/** Looks into the log of an attempt, as much of it as is there now. */
final class LogText {
  private static final int PIECE = 1 << 20;

  private final JobHandle job;
  private final LogStream stream;
  private final int attempt;

  LogText(JobHandle job, LogStream stream, int attempt) {
    this.job = job;
    this.stream = stream;
    this.attempt = attempt;
  }

  /**
   * Tells whether {@code text} is in it.
   *
   * @throws io.github.lighterman.LogUnavailableException if it can't be had
   */
  boolean contains(String text) {
    // Bytes as characters one to one, so that no character is cut in two between pieces.
    String sought = new String(text.getBytes(UTF_8), ISO_8859_1);
    String kept = "";
    long offset = 0;
    while (true) {
      LogChunk chunk = read(offset, PIECE);
      String seen = kept + characters(chunk);
      if (seen.contains(sought)) {
        return true;
      }
      if (chunk.end() || chunk.nextOffset() <= offset) {
        return false;
      }
      kept = seen.substring(Math.max(0, seen.length() - sought.length()));
      offset = chunk.nextOffset();
    }
  }

  /**
   * Returns its last bytes, {@code most} or fewer, as UTF-8. What is left of a line that began
   * before is left out.
   *
   * @throws io.github.lighterman.LogUnavailableException if it can't be had
   */
  String tail(int most) {
    long start = size() - most;
    if (start <= 0) {
      return read(0, most).text();
    }
    String text = read(start, most).text();
    return text.substring(text.indexOf('\n') + 1);
  }

  /** Returns how many bytes it has, found by looking in ever smaller steps. */
  long size() {
    long inside = 0;
    long step = 1;
    while (reaches(step)) {
      inside = step;
      step *= 2;
    }
    for (; step > 0; step /= 2) {
      if (reaches(inside + step)) {
        inside += step;
      }
    }
    return inside;
  }

  /** Tells whether it has so many bytes. */
  private boolean reaches(long size) {
    return read(size - 1, 1).bytes().hasRemaining();
  }

  private LogChunk read(long offset, int maxBytes) {
    return job.readLog(stream, attempt, offset, maxBytes);
  }

  private static String characters(LogChunk chunk) {
    ByteBuffer buffer = chunk.bytes().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new String(bytes, ISO_8859_1);
  }
}
