package io.github.lighterman.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStagingAreaTest {
  @TempDir private Path temporary;
  private Path root;
  private DirectoryStagingArea area;

  @BeforeEach
  void open() {
    root = temporary.resolve("root");
    area = DirectoryStagingArea.of(root);
  }

  @Test
  void freshAreaIsEmptyAndMakesNothing() throws IOException {
    assertThat(area.list("")).isEmpty();
    assertThat(area.list("a/b")).isEmpty();
    assertThat(area.exists(path("a"))).isFalse();
    area.delete(path("a/b"));
    assertThat(area.deleteAll("")).isZero();
    assertMissing("a");
    assertThat(root).doesNotExist();
  }

  @Test
  void bytesComeBack() throws IOException {
    Path source = Files.writeString(temporary.resolve("source"), "bytes");
    area.put(path("a/b/c"), source);
    area.put(path("d"), stream(""));
    area.get(path("a/b/c"), temporary.resolve("x/y/target"));

    assertThat(temporary.resolve("x/y/target")).hasContent("bytes");
    assertThat(temporary.resolve("x/y")).isDirectoryContaining("glob:**/target");
    assertThat(read("d")).isEmpty();
    assertThat(area.exists(path("a/b/c"))).isTrue();
    assertThat(area.exists(path("a/b"))).isFalse();
    assertThat(area.location(path("a/b/c"))).isEqualTo(root.resolve("a/b/c").toUri());
  }

  @Test
  void putReplacesAndTellsThePresentTime() throws IOException {
    Path source = Files.writeString(temporary.resolve("source"), "new");
    Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
    area.put(path("a"), stream("old and longer"));
    area.put(path("a"), source);

    assertThat(read("a")).isEqualTo("new");
    assertThat(area.list(""))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.size()).isEqualTo(3);
              assertThat(file.modified()).isAfter(Instant.now().minus(Duration.ofHours(1)));
            });
  }

  @Test
  void executableBitIsKept() throws IOException {
    Path script = Files.writeString(temporary.resolve("script"), "#!/bin/sh");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    area.put(path("script"), script);
    area.get(path("script"), temporary.resolve("back"));

    assertThat(root.resolve("script")).isExecutable();
    assertThat(temporary.resolve("back")).isExecutable();
  }

  @Test
  void failedPutLeavesWhatWasThere() throws IOException {
    area.put(path("a"), stream("old"));
    InputStream broken =
        new SequenceInputStream(
            stream("x".repeat(10_000)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("cut off");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("cut off");
              }
            });

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> area.put(path("a"), broken));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.put(path("a"), temporary.resolve("nothing")));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.put(path("a"), temporary));

    assertThat(read("a")).isEqualTo("old");
    assertThat(root).isDirectoryNotContaining("glob:**/.staging-*");
  }

  @Test
  void putLeavesItsSourceOpen() throws IOException {
    boolean[] closed = {false};
    InputStream source =
        new ByteArrayInputStream(new byte[] {1}) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    area.put(path("a"), source);

    assertThat(closed[0]).isFalse();
  }

  @Test
  void missingFileIsSaidToBeMissing() throws IOException {
    area.put(path("a"), stream("x"));
    area.put(path("d/e"), stream("x"));

    for (String missing : List.of("b", "a/b", "a/b/c", "d", "d/f")) {
      assertMissing(missing);
      area.delete(path(missing));
      assertThat(area.list(missing + "/x")).isEmpty();
    }
    assertThat(area.list("")).hasSize(2);
  }

  @Test
  void failedGetLeavesTheTarget() throws IOException {
    Path target = Files.writeString(temporary.resolve("target"), "mine");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.get(path("a"), target));

    assertThat(target).hasContent("mine");
  }

  @Test
  void deleteRemovesEmptyParentsButNotTheRoot() throws IOException {
    area.put(path("a/b/c"), stream("x"));
    area.put(path("a/d"), stream("x"));

    area.delete(path("a/b/c"));
    assertThat(root.resolve("a/b")).doesNotExist();
    assertThat(root.resolve("a")).exists();
    area.delete(path("a/d"));
    area.delete(path("a/d"));

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void prefixIsTextAndListIsSorted() throws IOException {
    for (String name : List.of("b", "a/x", "ab/y", "a/c/z", "a.b", "B")) {
      area.put(path(name), stream("x"));
    }

    assertThat(names("")).containsExactly("B", "a.b", "a/c/z", "a/x", "ab/y", "b");
    assertThat(names("a")).containsExactly("a.b", "a/c/z", "a/x", "ab/y");
    assertThat(names("a/")).containsExactly("a/c/z", "a/x");
    assertThat(names("a/c")).containsExactly("a/c/z");
    assertThat(names("a/x")).containsExactly("a/x");
    assertThat(names("a/x/")).isEmpty();
    for (String nowhere : List.of("c", "/", "../", "a/../", "//", "a//x")) {
      assertThat(names(nowhere)).isEmpty();
    }
    assertThat(area.deleteAll("a/")).isEqualTo(2);
    assertThat(names("")).containsExactly("B", "a.b", "ab/y", "b");
  }

  @Test
  void filesThatNobodyStagedAreNotListed() throws IOException {
    area.put(path("a"), stream("x"));
    Files.writeString(root.resolve(".staging-1"), "half");
    Files.writeString(root.resolve("back\\slash"), "foreign");

    assertThat(names("")).containsExactly("a");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> area.put(path(".staging-2"), stream("x")));
  }

  @Test
  void pathThroughASymbolicLinkIsRefused() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "mine");
    Files.createDirectories(root);
    Files.createSymbolicLink(root.resolve("link"), outside);
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));

    for (String through : List.of("link/secret", "link/new", "file")) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> area.put(path(through), stream("x")));
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> area.open(path(through)));
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> area.delete(path(through)));
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> area.exists(path(through)));
    }
    assertThat(names("")).isEmpty();
    assertThat(names("link/")).isEmpty();
    assertThat(outside)
        .isDirectoryContaining("glob:**/secret")
        .isDirectoryNotContaining("glob:**/new");
  }

  @Test
  void rootMayBeASymbolicLink() throws IOException {
    Files.createDirectory(temporary.resolve("real"));
    Files.createSymbolicLink(root, temporary.resolve("real"));

    area.put(path("a/b"), stream("x"));
    area.put(path("c"), stream("x"));

    assertThat(names("")).containsExactly("a/b", "c");
    assertThat(names("a/")).containsExactly("a/b");
  }

  @Test
  void fileInTheWayFailsThePut() throws IOException {
    area.put(path("a"), stream("x"));
    area.put(path("d/e"), stream("x"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> area.put(path("a/b"), stream("x")));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> area.put(path("a/b/c"), stream("x")));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> area.put(path("d"), stream("x")));
    assertThat(names("")).containsExactly("a", "d/e");
  }

  @Test
  void targetBehindALinkIsWrittenAndADeadLinkFails() throws IOException {
    area.put(path("a"), stream("x"));
    Files.createDirectory(temporary.resolve("real"));
    Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("real"));
    Files.createSymbolicLink(temporary.resolve("dead"), temporary.resolve("nothing"));

    area.get(path("a"), temporary.resolve("link/a"));
    area.get(path("a"), temporary.resolve("link/b/a"));

    assertThat(temporary.resolve("real/b/a")).hasContent("x");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> area.get(path("a"), temporary.resolve("dead/a")));
  }

  @Test
  void concurrentPutsAndDeletesOfNeighboursDoNotDisturbEachOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        RelativePath own = path("a/b/c/file-" + t);
        Callable<?> task =
            () -> {
              for (int i = 0; i < 500; i++) {
                area.put(own, stream("x"));
                assertThat(area.exists(own)).isTrue();
                area.list("a/");
                area.delete(own);
              }
              return null;
            };
        work.add(threads.submit(task));
      }
      for (Future<?> each : work) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void readerSeesOneWholeFileWhileItIsReplaced() throws Exception {
    String first = "1".repeat(100_000);
    String second = "2".repeat(50_000);
    area.put(path("a"), stream(first));
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer =
          threads.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  area.put(path("a"), stream(i % 2 == 0 ? second : first));
                }
                return null;
              });
      do {
        assertThat(read("a")).isIn(first, second);
      } while (!writer.isDone());
      writer.get();
    } finally {
      threads.shutdownNow();
    }
  }

  private void assertMissing(String missing) throws IOException {
    assertThat(area.exists(path(missing))).isFalse();
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> area.open(path(missing)));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> area.get(path(missing), temporary.resolve("target")));
  }

  private String read(String name) throws IOException {
    try (InputStream in = area.open(path(name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private List<String> names(String prefix) throws IOException {
    return area.list(prefix).stream().map(file -> file.path().value()).toList();
  }

  private static RelativePath path(String value) {
    return RelativePath.of(value);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
