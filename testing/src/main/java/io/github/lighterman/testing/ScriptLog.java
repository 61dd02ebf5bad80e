package io.github.lighterman.testing;

import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a scripted attempt has printed. Safe for use by several threads. */
final class ScriptLog {
  private final Map<LogStream, ByteArrayOutputStream> streams = new EnumMap<>(LogStream.class);

  synchronized void print(LogStream stream, byte[] bytes) {
    streams.computeIfAbsent(stream, unused -> new ByteArrayOutputStream()).writeBytes(bytes);
  }

  /** Returns a piece; {@code complete} is what tells whether more can follow. */
  synchronized LogChunk read(LogStream stream, long offset, int maxBytes, LogEnd complete) {
    @Nullable ByteArrayOutputStream written = streams.get(stream);
    byte[] all = written == null ? new byte[0] : written.toByteArray();
    int from = (int) Math.min(offset, all.length);
    int to = (int) Math.min((long) from + maxBytes, all.length);
    ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOfRange(all, from, to));
    long next = offset + (to - from);
    return new LogChunk(piece, next, complete == LogEnd.WRITTEN && next >= all.length);
  }

  /** Whether the command can still print. */
  enum LogEnd {
    OPEN,
    WRITTEN
  }
}
