package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import com.google.common.util.concurrent.MoreExecutors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That names of bytes are those that are promised, however the bytes come. */
final class ContentHashTest {
  private static final int CHUNK = ContentHash.CHUNK;

  @TempDir Path directory;

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).asBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 128 << 10, (128 << 10) + 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK})
  void fileAndItsBytesHaveOneNameWhoeverHashesThem(int size) throws IOException {
    byte[] bytes = bytes(size);
    Path file = Files.write(directory.resolve("file"), bytes);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      assertThat(ContentHash.of(file, size, threads))
          .isEqualTo(ContentHash.of(file, size, MoreExecutors.directExecutor()))
          .isEqualTo(ContentHash.of(bytes));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oneChunkIsNamedByItsSha256() {
    assertThat(ContentHash.of(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void severalChunksAreNamedByTheHashOfTheirHashes() {
    byte[] bytes = bytes(CHUNK + 5);
    byte[] hashes =
        Bytes.concat(
            sha256(Arrays.copyOf(bytes, CHUNK)),
            sha256(Arrays.copyOfRange(bytes, CHUNK, bytes.length)));

    assertThat(ContentHash.of(bytes)).isEqualTo(Hashing.sha256().hashBytes(hashes) + ".8m");
    // A file of these hashes is another one.
    assertThat(ContentHash.of(hashes)).isNotEqualTo(ContentHash.of(bytes));
  }

  @Test
  void changeOfAnyByteOrOfTheOrderOfChunksIsAnotherName() {
    byte[] bytes = bytes(2 * CHUNK + 1);
    Set<String> names = new HashSet<>();
    names.add(ContentHash.of(bytes));
    for (int at : new int[] {0, CHUNK - 1, CHUNK, 2 * CHUNK - 1, 2 * CHUNK}) {
      byte[] other = bytes.clone();
      other[at]++;
      names.add(ContentHash.of(other));
    }
    names.add(ContentHash.of(Arrays.copyOf(bytes, 2 * CHUNK)));
    byte[] first = Arrays.copyOf(bytes, CHUNK);
    byte[] second = Arrays.copyOfRange(bytes, CHUNK, 2 * CHUNK);
    names.add(ContentHash.of(Bytes.concat(second, first)));

    assertThat(names).hasSize(8);
  }
}
