package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Bytes go in whole. */
abstract class PutPromises extends StagingPromises {
  PutPromises(StagingAreaContract contract) {
    super(contract);
  }

  @Test
  void fileIsStoredWithAllItsBytes() throws IOException {
    area.put(path("a/b/c"), Files.write(temporary.resolve("source"), noise(100_001)));

    assertSame(bytes("a/b/c"), noise(100_001));
    assertThat(area.exists(path("a/b/c"))).isTrue();
    assertThat(only("a/b/c").size()).isEqualTo(100_001);
  }

  @Test
  void streamIsStoredWithAllItsBytes() throws IOException {
    area.put(path("a"), new ByteArrayInputStream(noise(100_001)));

    assertSame(bytes("a"), noise(100_001));
    assertThat(only("a").size()).isEqualTo(100_001);
  }

  @Test
  void streamThatGivesFewBytesAtATimeIsStoredWhole() throws IOException {
    area.put(path("a"), ScriptedStream.inPieces(noise(10_000), 7));

    assertSame(bytes("a"), noise(10_000));
  }

  @Test
  void onlyWhatTheStreamStillGivesIsStored() throws IOException {
    InputStream source = stream("readstored");
    assertThat(source.readNBytes(4)).hasSize(4);

    area.put(path("a"), source);

    assertThat(read("a")).isEqualTo("stored");
  }

  @Test
  void streamIsReadToItsEndAndLeftOpen() throws IOException {
    ScriptedStream source = ScriptedStream.inPieces(noise(1_000), 100);

    area.put(path("a"), source);

    assertThat(source.isAtEnd()).isTrue();
    assertThat(source.isClosed()).as("put closed its source").isFalse();
  }

  @Test
  void emptyFileIsAFile() throws IOException {
    area.put(path("stream"), stream(""));
    area.put(path("file"), Files.createFile(temporary.resolve("source")));

    for (String name : new String[] {"stream", "file"}) {
      assertThat(area.exists(path(name))).isTrue();
      assertThat(bytes(name)).isEmpty();
      assertThat(only(name).size()).isZero();
      area.get(path(name), temporary.resolve(name));
      assertThat(temporary.resolve(name)).isEmptyFile();
    }
  }

  @Test
  void fileOfSomeMebibytesIsStoredWhole() throws IOException {
    byte[] large = noise(5_000_011);
    area.put(path("stream"), new ByteArrayInputStream(large));
    area.put(path("file"), Files.write(temporary.resolve("source"), large));
    area.get(path("stream"), temporary.resolve("target"));

    assertSame(bytes("stream"), large);
    assertSame(bytes("file"), large);
    assertThat(temporary.resolve("target")).hasBinaryContent(large);
  }

  @Test
  void localFileStaysAsItWas() throws IOException {
    Path source = Files.writeString(temporary.resolve("source"), "mine");

    area.put(path("a"), source);

    assertThat(source).hasContent("mine");
  }

  @Test
  void laterChangeOfTheLocalFileChangesNothing() throws IOException {
    Path source = Files.writeString(temporary.resolve("source"), "before");
    area.put(path("a"), source);

    Files.writeString(source, "AFTER!");

    assertThat(read("a")).isEqualTo("before");
  }

  @Test
  void missingLocalFileIsSaidToBeMissing() throws IOException {
    put("old", "old");

    for (String path : new String[] {"new", "old"}) {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> area.put(path(path), temporary.resolve("nothing")));
    }

    assertMissing("new");
    assertThat(read("old")).isEqualTo("old");
  }

  @Test
  void directoryIsNoSource() throws IOException {
    Files.createFile(temporary.resolve("inside"));

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> area.put(path("a"), temporary));

    assertThat(names("")).isEmpty();
  }

  @Test
  void executableBitIsKept() throws IOException {
    require(StagingTrait.EXECUTABLE_BIT);
    Path source = Files.writeString(temporary.resolve("source"), "#!/bin/sh");
    assertThat(source.toFile().setExecutable(true)).isTrue();
    area.put(path("script"), source);

    area.get(path("script"), temporary.resolve("script"));

    assertThat(temporary.resolve("script")).isExecutable();
  }

  @Test
  void executableBitIsThatOfTheLastPut() throws IOException {
    require(StagingTrait.EXECUTABLE_BIT);
    Path source = Files.writeString(temporary.resolve("source"), "#!/bin/sh");
    Path target = temporary.resolve("target");
    area.put(path("a"), source);
    area.get(path("a"), target);
    assertThat(Files.isExecutable(target)).isFalse();
    assertThat(source.toFile().setExecutable(true)).isTrue();
    area.put(path("a"), source);
    area.get(path("a"), target);
    assertThat(Files.isExecutable(target)).isTrue();

    put("a", "data");
    area.get(path("a"), target);

    assertThat(Files.isExecutable(target)).as("data is executable").isFalse();
  }
}
