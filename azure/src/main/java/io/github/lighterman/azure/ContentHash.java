package io.github.lighterman.azure;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * Names bytes by what they are: up to {@link #CHUNK} of them by their SHA-256, more by the SHA-256
 * of the SHA-256 of each chunk, in order, with {@code .8m} behind it. For chunks can be hashed side
 * by side, and on one thread a large file's hash takes half as long as its upload.
 */
final class ContentHash {
  /** How many bytes each chunk has but the last one. It's a part of what a name means. */
  static final int CHUNK = 8 << 20;

  private static final String CHUNKED = ".8m";
  private static final int BUFFER = 128 << 10;

  private ContentHash() {}

  /** Returns the name of these bytes. */
  static String of(byte[] bytes) {
    List<HashCode> chunks = new ArrayList<>();
    for (int at = 0; at == 0 || at < bytes.length; at += CHUNK) {
      chunks.add(Hashing.sha256().hashBytes(bytes, at, Math.min(CHUNK, bytes.length - at)));
    }
    return name(chunks);
  }

  /**
   * Returns the name of a file's bytes. If it changes meanwhile the name is nobody's.
   *
   * @param size how many bytes the file has
   * @param threads where chunks are hashed, none of which may be the caller's
   */
  static String of(Path file, long size, Executor threads) throws IOException {
    int count = Math.toIntExact(Math.max(1, (size + CHUNK - 1) / CHUNK));
    HashCode[] chunks = new HashCode[count];
    try (FileChannel channel = FileChannel.open(file)) {
      Transfers.all(
          threads,
          IntStream.range(0, count).boxed().toList(),
          i -> chunks[i] = chunk(channel, (long) i * CHUNK));
    }
    return name(List.of(chunks));
  }

  private static String name(List<HashCode> chunks) {
    if (chunks.size() == 1) {
      return chunks.get(0).toString();
    }
    Hasher all = Hashing.sha256().newHasher();
    chunks.forEach(chunk -> all.putBytes(chunk.asBytes()));
    return all.hash() + CHUNKED;
  }

  private static HashCode chunk(FileChannel file, long start) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (int done = 0; done < CHUNK; ) {
      buffer.clear().limit(Math.min(BUFFER, CHUNK - done));
      int count = file.read(buffer, start + done);
      if (count < 0) {
        break;
      }
      hasher.putBytes(buffer.array(), 0, count);
      done += count;
    }
    return hasher.hash();
  }
}
