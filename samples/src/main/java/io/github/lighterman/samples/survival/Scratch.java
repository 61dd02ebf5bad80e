package io.github.lighterman.samples.survival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories for a while. */
final class Scratch {
  private Scratch() {}

  static Path create() throws IOException {
    return Files.createTempDirectory("lighterman-survival-").toRealPath();
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
