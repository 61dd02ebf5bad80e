package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagingArea;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several threads, and several areas as in several processes, don't disturb each other. */
abstract class ConcurrencyPromises extends StagingPromises {
  private static final int ROUNDS = 20;
  private static final int THREADS = 4;
  private static final int SIZE = 50_000;

  ConcurrencyPromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void ofTwoWritersOneWinsWhole() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Race.run(THREADS, writer -> openAgain().put(path("a/b"), whole(writer)));

      assertWhole(bytes("a/b"));
      assertThat(names("")).containsExactly("a/b");
      area.delete(path("a/b"));
    }
  }

  @Test
  void readersSeeAWholeFileWhileItIsReplaced() throws Exception {
    area.put(path("a"), whole(0));
    AtomicInteger writers = new AtomicInteger(1);
    Race.run(
        THREADS,
        thread -> {
          if (thread == 0) {
            writeOften(writers);
          } else {
            do {
              assertThat(area.exists(path("a"))).isTrue();
              assertThat(only("a").size()).isBetween((long) SIZE, (long) SIZE + THREADS);
              readOldOrNew();
            } while (writers.get() > 0);
          }
        });
  }

  @Test
  void targetOfGetIsWholeWhileItIsReplaced() throws Exception {
    Path target = temporary.resolve("target");
    area.put(path("0"), whole(0));
    area.put(path("1"), whole(1));
    area.get(path("0"), target);
    AtomicInteger writers = new AtomicInteger(1);
    Race.run(
        2,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < 5 * ROUNDS; i++) {
              area.get(path(i % 2 == 0 ? "1" : "0"), target);
            }
            writers.decrementAndGet();
          } else {
            do {
              assertWhole(Files.readAllBytes(target));
            } while (writers.get() > 0);
          }
        });
  }

  @Test
  void filesOfSeveralThreadsAreAllThere() throws Exception {
    Race.run(
        THREADS,
        thread -> {
          for (int i = 0; i < ROUNDS; i++) {
            area.put(path("d" + i % 3 + "/" + thread + "-" + i), whole(thread));
          }
        });

    assertThat(area.list("")).hasSize(THREADS * ROUNDS);
    for (int thread = 0; thread < THREADS; thread++) {
      assertSame(bytes("d0/" + thread + "-0"), whole(thread).readAllBytes());
    }
  }

  @Test
  void severalDeletesOfOneFileAreHarmless() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      put("a/b", "x");
      Race.run(THREADS, thread -> openAgain().delete(path("a/b")));

      assertMissing("a/b");
    }
  }

  @Test
  void severalDeleteAllsTakeEverything() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      put("a/" + i % 4 + "/" + i, "x");
    }

    Race.run(THREADS, thread -> area.deleteAll("a/"));

    assertThat(names("")).isEmpty();
  }

  @Test
  void neighboursThatComeAndGoDoNotDisturbEachOther() throws Exception {
    Race.run(
        THREADS,
        thread -> {
          RelativePath own = path("a/b/c/" + thread);
          StagingArea mine = openAgain();
          for (int i = 0; i < 5 * ROUNDS; i++) {
            mine.put(own, stream("x"));
            assertThat(mine.exists(own)).isTrue();
            assertThat(names(mine, "a/")).contains(own.value());
            mine.delete(own);
            assertThat(mine.exists(own)).isFalse();
          }
        });

    assertThat(names("")).isEmpty();
  }

  private void writeOften(AtomicInteger writers) throws IOException {
    try {
      for (int i = 0; i < 5 * ROUNDS; i++) {
        area.put(path("a"), whole(i % THREADS));
      }
    } finally {
      writers.decrementAndGet();
    }
  }

  private void readOldOrNew() throws IOException {
    byte[] bytes;
    try {
      bytes = bytes("a");
    } catch (NoSuchFileException e) {
      throw new AssertionError("a file that is replaced was not there for a moment", e);
    } catch (IOException e) {
      // Allowed for a reader whose file is replaced meanwhile.
      return;
    }
    assertWhole(bytes);
  }

  /** Returns bytes that tell who wrote them, by their number and each by itself. */
  private static InputStream whole(int writer) {
    byte[] bytes = new byte[SIZE + writer];
    Arrays.fill(bytes, (byte) writer);
    return new ByteArrayInputStream(bytes);
  }

  private static void assertWhole(byte[] bytes) throws IOException {
    assertThat(bytes.length).as("number of bytes").isBetween(SIZE, SIZE + THREADS);
    assertSame(bytes, whole(bytes.length - SIZE).readAllBytes());
  }
}
