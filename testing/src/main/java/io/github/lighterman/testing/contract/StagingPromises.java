package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The area under test and short words for what tests do with it. */
abstract class StagingPromises {
  private static final String ROOT = "main";

  private final StagingAreaContract contract;
  @TempDir Path temporary;
  StagingArea area;

  StagingPromises(StagingAreaContract contract) {
    this.contract = contract;
  }

  @BeforeEach
  void openArea() throws IOException {
    area = open(ROOT);
  }

  StagingArea open(String root) throws IOException {
    return contract.open(root);
  }

  /** Returns the area under test, opened once more, as another process would. */
  StagingArea openAgain() throws IOException {
    return open(ROOT);
  }

  void require(StagingTrait trait) {
    assumeTrue(
        contract.has(trait),
        () ->
            contract.getClass().getSimpleName()
                + " declares that it lacks "
                + trait
                + ", without which no store "
                + trait.promise());
  }

  void put(String path, String text) throws IOException {
    area.put(path(path), stream(text));
  }

  String read(String path) throws IOException {
    return read(area, path);
  }

  static String read(StagingArea area, String path) throws IOException {
    return new String(bytes(area, path), UTF_8);
  }

  byte[] bytes(String path) throws IOException {
    return bytes(area, path);
  }

  static byte[] bytes(StagingArea area, String path) throws IOException {
    try (InputStream in = area.open(path(path))) {
      return in.readAllBytes();
    }
  }

  List<String> names(String prefix) throws IOException {
    return names(area, prefix);
  }

  static List<String> names(StagingArea area, String prefix) throws IOException {
    return area.list(prefix).stream().map(file -> file.path().value()).toList();
  }

  StagedFile only(String path) throws IOException {
    List<StagedFile> found = area.list(path);
    assertThat(found).extracting(file -> file.path().value()).containsExactly(path);
    return found.get(0);
  }

  void assertMissing(String missing) throws IOException {
    assertThat(area.exists(path(missing))).as("exists(%s)", missing).isFalse();
    assertThatExceptionOfType(NoSuchFileException.class)
        .as("open(%s)", missing)
        .isThrownBy(() -> area.open(path(missing)).close());
    assertThatExceptionOfType(NoSuchFileException.class)
        .as("get(%s)", missing)
        .isThrownBy(() -> area.get(path(missing), temporary.resolve("never")));
    assertThat(temporary.resolve("never")).doesNotExist();
  }

  /** Compares, and says in a line what is wrong, where AssertJ would print all the bytes. */
  static void assertSame(byte[] actual, byte[] expected) {
    int at = Arrays.mismatch(actual, expected);
    if (at >= 0) {
      throw new AssertionError(
          "expected "
              + expected.length
              + " bytes and got "
              + actual.length
              + ", which differ from byte "
              + at
              + " on");
    }
  }

  static RelativePath path(String value) {
    return RelativePath.of(value);
  }

  static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** Returns so many bytes that no compression and no text conversion leaves alone by chance. */
  static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
