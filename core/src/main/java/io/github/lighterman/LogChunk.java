package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A piece of a log. Bytes are as the command wrote them, in whatever encoding.
 *
 * @param bytes the piece, read-only; empty if there is nothing new
 * @param nextOffset where to read on, in bytes from the log's start
 * @param end whether nothing more will follow
 */
public record LogChunk(ByteBuffer bytes, long nextOffset, boolean end) {
  /** Makes the bytes read-only. */
  public LogChunk {
    bytes = requireNonNull(bytes, "bytes").asReadOnlyBuffer();
  }

  /** Returns the bytes, read as UTF-8, with a replacement character for what is not. */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
