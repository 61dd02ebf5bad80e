package io.github.lighterman.samples.survival;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What an engine writes down for itself about its run, so that its next process knows what this one
 * was told and has asked for. Safe for use by several threads.
 */
final class Logbook {
  private final Path file;
  private final BooleanSupplier alive;
  private final Consumer<String> witness;

  /**
   * Opens it.
   *
   * @param alive whether who writes is still to be taken for alive; what is written else is lost
   */
  Logbook(Path directory, BooleanSupplier alive) {
    this(directory, alive, line -> {});
  }

  /** Opens it, for one who reads each line, too, as soon as it's written. */
  Logbook(Path directory, BooleanSupplier alive, Consumer<String> witness) {
    this.file = directory.resolve("logbook");
    this.alive = alive;
    this.witness = witness;
  }

  synchronized void write(String line) {
    if (!alive.getAsBoolean()) {
      return;
    }
    try {
      Files.writeString(
          file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    witness.accept(line);
  }

  synchronized boolean has(String line) {
    return lines().contains(line);
  }

  /** Returns what stands last in it, or that it's empty. */
  String last() {
    List<String> all =
        lines().stream().filter(line -> !line.startsWith(DriverProgram.TOLD)).toList();
    return all.isEmpty() ? "at the start" : "after: " + all.get(all.size() - 1);
  }

  synchronized List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
