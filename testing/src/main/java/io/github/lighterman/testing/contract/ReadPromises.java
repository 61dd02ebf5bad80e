package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is there can be read, and what is not there is said to be missing. */
abstract class ReadPromises extends StagingPromises {
  private static final int SIZE = 2_000_000;

  ReadPromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void freshAreaHasNothing() throws IOException {
    assertMissing("a");
    assertMissing("a/b");
  }

  @Test
  void severalReadersHaveTheirOwnPlace() throws IOException {
    put("a", "0123456789");

    try (InputStream one = area.open(path("a"));
        InputStream other = area.open(path("a"))) {
      assertThat(one.readNBytes(5)).asString().isEqualTo("01234");
      assertThat(other.readAllBytes()).asString().isEqualTo("0123456789");
      assertThat(one.readAllBytes()).asString().isEqualTo("56789");
    }
  }

  @Test
  void readerSeesTheOldBytesOrAnErrorWhenTheFileIsReplaced() throws IOException {
    area.put(path("a"), new ByteArrayInputStream(noise(SIZE)));

    try (InputStream in = area.open(path("a"))) {
      byte[] start = in.readNBytes(10);
      area.put(path("a"), new ByteArrayInputStream(noise(SIZE + 1)));
      assertOldOrError(start, in);
    }
    assertSame(bytes("a"), noise(SIZE + 1));
  }

  @Test
  void readerSeesTheOldBytesOrAnErrorWhenTheFileIsDeleted() throws IOException {
    area.put(path("a"), new ByteArrayInputStream(noise(SIZE)));

    try (InputStream in = area.open(path("a"))) {
      byte[] start = in.readNBytes(10);
      area.delete(path("a"));
      assertOldOrError(start, in);
    }
    assertMissing("a");
  }

  @Test
  void beginningOfAPathIsNoFile() throws IOException {
    put("dir/file", "x");

    assertMissing("dir");
    assertMissing("dir/fil");
    assertMissing("dir/file2");
    assertMissing("dir/other");
  }

  @Test
  void pathBelowAFileIsMissing() throws IOException {
    put("a", "x");

    assertMissing("a/b");
    assertMissing("a/b/c");
  }

  @Test
  void pathBelowAFileIsKeptOrRefusedWhole() throws IOException {
    put("a", "file");
    boolean kept = isKept("a/b");
    put("c/d", "file");
    boolean beside = isKept("c");

    assertThat(read("a")).isEqualTo("file");
    assertThat(read("c/d")).isEqualTo("file");
    assertThat(names("a")).isEqualTo(kept ? Arrays.asList("a", "a/b") : Arrays.asList("a"));
    assertThat(names("c")).isEqualTo(beside ? Arrays.asList("c", "c/d") : Arrays.asList("c/d"));
  }

  @Test
  void fileLiesBesideLongerPaths() throws IOException {
    require(StagingTrait.FILE_BESIDE_LONGER_PATHS);
    put("a", "short");
    put("a/b", "long");
    put("c/d", "long");
    put("c", "short");

    assertThat(names("")).containsExactly("a", "a/b", "c", "c/d");
    assertThat(read("a")).isEqualTo("short");
    assertThat(read("a/b")).isEqualTo("long");
    area.delete(path("a"));
    area.delete(path("c/d"));

    assertThat(names("")).containsExactly("a/b", "c");
  }

  private boolean isKept(String path) {
    try {
      put(path, "other");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertOldOrError(byte[] start, InputStream in) {
    byte[] rest;
    try {
      rest = in.readAllBytes();
    } catch (IOException e) {
      return;
    }
    byte[] old = noise(SIZE);
    assertSame(start, Arrays.copyOf(old, start.length));
    assertSame(rest, Arrays.copyOfRange(old, start.length, SIZE));
  }
}
