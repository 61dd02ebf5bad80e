package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packed is what the system's own tar unpacks. */
final class TarArchiveTest {
  @TempDir Path directory;

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = directory.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private byte[] pack(Map<String, Path> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchive tar = new TarArchive(bytes)) {
      for (Map.Entry<String, Path> file : new TreeMap<>(files).entrySet()) {
        tar.add(file.getKey(), file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private Path unpack(byte[] archive) throws Exception {
    Path file = Files.write(directory.resolve("archive.tar.gz"), archive);
    Path out = Files.createDirectories(directory.resolve("out"));
    Process tar =
        new ProcessBuilder("tar", "-xzf", file.toString(), "-C", out.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(tar.getInputStream().readAllBytes(), UTF_8);
    assertThat(tar.waitFor()).as(said).isZero();
    return out;
  }

  @Test
  void tarUnpacksWhatWasPacked() throws Exception {
    byte[] all = new byte[70_001];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31 + i / 256);
    }
    String longName = "deep/" + "x".repeat(90) + "/" + "y".repeat(90) + "/file";
    String oddName = " a 'b' $c;*[d] ü€𝄞";
    Map<String, Path> files =
        Map.of(
            "all",
            write("1", all),
            "block",
            write("2", new byte[512]),
            "empty",
            write("3", new byte[0]),
            longName,
            write("4", new byte[] {4}),
            oddName,
            write("5", new byte[] {5}),
            "é".repeat(60),
            write("6", new byte[] {6}));

    Path out = unpack(pack(files));

    for (Map.Entry<String, Path> file : files.entrySet()) {
      assertThat(out.resolve(file.getKey())).hasSameBinaryContentAs(file.getValue());
    }
  }

  @Test
  void executableBitIsKept() throws Exception {
    Path script = write("run", new byte[] {1});
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

    Path out = unpack(pack(Map.of("run", script, "text", write("text", new byte[] {2}))));

    assertThat(Files.isExecutable(out.resolve("run"))).isTrue();
    assertThat(Files.getPosixFilePermissions(out.resolve("text")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void sameFilesGiveTheSameBytesAtAnyTime() throws Exception {
    Path file = write("a", new byte[] {1, 2, 3});
    byte[] first = pack(Map.of("a", file));

    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

    assertThat(pack(Map.of("a", file))).isEqualTo(first);
  }

  @Test
  void fileOfEveryLengthAroundABlockComesThrough() throws Exception {
    for (int length : List.of(1, 511, 513, 1023, 1024, 1025)) {
      Path file = write("f" + length, new byte[length]);
      assertThat(unpack(pack(Map.of("f" + length, file))).resolve("f" + length)).hasSize(length);
    }
  }
}
