package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Bytes come out whole, and a local file is never left half written. */
abstract class GetPromises extends StagingPromises {
  GetPromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void getMakesTheParentsOfItsTarget() throws IOException {
    put("a", "bytes");

    area.get(path("a"), temporary.resolve("x/y/z/target"));

    assertThat(temporary.resolve("x/y/z/target")).hasContent("bytes");
  }

  @Test
  void getReplacesLongerAndShorterFiles() throws IOException {
    put("a", "bytes");
    Path target = Files.writeString(temporary.resolve("target"), "longer than the bytes");

    area.get(path("a"), target);
    assertThat(target).hasContent("bytes");
    put("a", "longer than the bytes");
    area.get(path("a"), target);

    assertThat(target).hasContent("longer than the bytes");
  }

  @Test
  void getLeavesNothingBesideItsTarget() throws IOException {
    put("a", "bytes");
    Path target = Files.createDirectory(temporary.resolve("x")).resolve("target");

    area.get(path("a"), target);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.get(path("b"), target));

    assertThat(target.getParent()).isDirectoryContaining("glob:**/target");
    assertThat(target.getParent()).isDirectoryNotContaining(file -> !file.equals(target));
  }

  @Test
  void missingFileLeavesTheTargetAsItWas() throws IOException {
    Path target = Files.writeString(temporary.resolve("target"), "mine");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.get(path("missing"), target));

    assertThat(target).hasContent("mine");
  }

  @Test
  void readerOfTheTargetGoesOnWithTheOldBytes() throws IOException {
    area.put(path("a"), stream("new"));
    Path target = Files.write(temporary.resolve("target"), noise(100_000));

    try (InputStream reader = Files.newInputStream(target)) {
      assertThat(reader.readNBytes(1_000)).hasSize(1_000);
      area.get(path("a"), target);

      assertThat(reader.readAllBytes())
          .as("get wrote into the old file instead of putting a new one in its place")
          .hasSize(99_000);
    }
    assertThat(target).hasContent("new");
  }

  @Test
  void laterChangeOfTheTargetChangesNothing() throws IOException {
    put("a", "before");
    Path target = temporary.resolve("target");
    area.get(path("a"), target);

    Files.writeString(target, "AFTER!");

    assertThat(read("a")).isEqualTo("before");
  }

  @Test
  void directoryIsNoTarget() throws IOException {
    put("a", "bytes");
    Path target = Files.createDirectory(temporary.resolve("target"));
    Files.writeString(target.resolve("inside"), "mine");

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> area.get(path("a"), target));

    assertThat(target.resolve("inside")).hasContent("mine");
    assertThat(temporary).isDirectoryNotContaining(file -> !file.equals(target));
  }

  @Test
  void fileInTheWayOfTheTargetStays() throws IOException {
    put("a", "bytes");
    Path inTheWay = Files.writeString(temporary.resolve("file"), "mine");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> area.get(path("a"), inTheWay.resolve("target")));

    assertThat(inTheWay).hasContent("mine");
  }
}
