package io.github.lighterman.local;

import io.github.lighterman.LogChunk;
import io.github.lighterman.LogUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads pieces of logs from their files. */
final class LocalLogs {
  /** Whether a command can still write to its log. */
  enum Writer {
    ALIVE,
    GONE
  }

  private LocalLogs() {}

  static LogChunk read(Path log, Writer writer, long offset, int maxBytes) {
    try (SeekableByteChannel file = Files.newByteChannel(log)) {
      long size = file.size();
      int length = (int) Math.max(0, Math.min(maxBytes, size - offset));
      ByteBuffer bytes = ByteBuffer.allocate(length);
      file.position(Math.min(offset, size));
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Once more: a read may give less than was asked for.
      }
      bytes.flip();
      long next = offset + bytes.limit();
      return new LogChunk(bytes, next, writer == Writer.GONE && next >= size);
    } catch (NoSuchFileException e) {
      if (writer == Writer.ALIVE) {
        return new LogChunk(ByteBuffer.allocate(0), offset, false);
      }
      throw new LogUnavailableException(
          "there is no log "
              + log
              + "; the run was closed and cleaned, or the command never started");
    } catch (IOException e) {
      throw new LogUnavailableException("log " + log + " can't be read: " + e);
    }
  }
}
