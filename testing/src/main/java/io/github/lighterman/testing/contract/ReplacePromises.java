package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A file is there whole or not at all. */
abstract class ReplacePromises extends StagingPromises {
  private static final int SIZE = 200_000;
  private static final int HALF = SIZE / 2;

  ReplacePromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void putReplacesLongerAndShorterFiles() throws IOException {
    put("a", "a longer one");
    put("a", "short");
    assertThat(read("a")).isEqualTo("short");
    assertThat(only("a").size()).isEqualTo(5);

    area.put(path("a"), Files.writeString(temporary.resolve("source"), "a longer one"));

    assertThat(read("a")).isEqualTo("a longer one");
    assertThat(only("a").size()).isEqualTo(12);
  }

  @Test
  void putOfTheSameBytesIsHarmless() throws IOException {
    put("a", "same");
    put("a", "same");

    assertThat(read("a")).isEqualTo("same");
    assertThat(names("")).containsExactly("a");
  }

  @Test
  void halfOfANewFileIsNeverSeen() throws IOException {
    area.put(
        path("a/b"),
        ScriptedStream.withEvent(
            noise(SIZE),
            HALF,
            () -> {
              assertMissing("a/b");
              assertThat(names("")).isEmpty();
            }));

    assertSame(bytes("a/b"), noise(SIZE));
  }

  @Test
  void halfOfAReplacementIsNeverSeen() throws IOException {
    put("a", "old");

    area.put(
        path("a"),
        ScriptedStream.withEvent(
            noise(SIZE),
            HALF,
            () -> {
              assertThat(area.exists(path("a"))).isTrue();
              assertThat(read("a")).isEqualTo("old");
              assertThat(only("a").size()).isEqualTo(3);
              area.get(path("a"), temporary.resolve("meanwhile"));
              assertThat(temporary.resolve("meanwhile")).hasContent("old");
            }));

    assertSame(bytes("a"), noise(SIZE));
  }

  @Test
  void streamThatFailsLeavesTheOldBytes() throws IOException {
    put("a", "old");

    for (int after : new int[] {0, 1, HALF, SIZE}) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> area.put(path("a"), broken(after, new IOException("cut off"))));
      assertThat(read("a")).as("after a failure at byte %s", after).isEqualTo("old");
    }

    assertThat(names("")).containsExactly("a");
    assertThat(only("a").size()).isEqualTo(3);
  }

  @Test
  void streamThatFailsLeavesNoNewFile() throws IOException {
    for (int after : new int[] {0, 1, HALF, SIZE}) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> area.put(path("a/b"), broken(after, new IOException("cut off"))));
    }

    assertMissing("a/b");
    assertThat(names("")).isEmpty();
  }

  @Test
  void streamWithABugLeavesTheOldBytesToo() throws IOException {
    put("a", "old");

    assertThatThrownBy(() -> area.put(path("a"), broken(HALF, new IllegalStateException("a bug"))))
        .as("what the stream threw comes out, by itself or as a cause")
        .hasStackTraceContaining("a bug");

    assertThat(read("a")).isEqualTo("old");
    assertThat(names("")).containsExactly("a");
  }

  @Test
  void putWorksAgainAfterAFailure() throws IOException {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> area.put(path("a"), broken(HALF, new IOException("cut off"))));

    area.put(path("a"), new ByteArrayInputStream(noise(SIZE)));

    assertSame(bytes("a"), noise(SIZE));
  }

  private static ScriptedStream broken(int after, IOException cause) {
    return ScriptedStream.withEvent(
        noise(SIZE),
        after,
        () -> {
          throw cause;
        });
  }

  private static ScriptedStream broken(int after, RuntimeException cause) {
    return ScriptedStream.withEvent(
        noise(SIZE),
        after,
        () -> {
          throw cause;
        });
  }
}
