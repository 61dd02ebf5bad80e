package io.github.lighterman.samples.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.UUID;

/** Where clients and driver meet. */
record ClusterDirectory(Path root) {
  /** A directory of each request that is not answered, or whose client has not gone. */
  Path spool() {
    return root.resolve("spool");
  }

  /** An empty file named like each request that waits for an answer. */
  Path in() {
    return root.resolve("in");
  }

  /** A file for each job with the word that stands for its state. */
  Path jobs() {
    return root.resolve("jobs");
  }

  /** The driver's process id and when it began; not there if there is no driver. */
  Path driver() {
    return root.resolve("driver");
  }

  /** Is there while somebody starts a driver. */
  Path starting() {
    return root.resolve("starting");
  }

  /** Why the last driver could not start. */
  Path refusal() {
    return root.resolve("refusal");
  }

  /** Is locked by the one process that drives. */
  Path lock() {
    return root.resolve("lock");
  }

  /** The id of the run that the jobs belong to. */
  Path run() {
    return root.resolve("run");
  }

  Properties settings() throws IOException {
    Properties settings = new Properties();
    try (Reader text = Files.newBufferedReader(root.resolve("settings"))) {
      settings.load(text);
    }
    return settings;
  }

  void writeSettings(Properties settings) throws IOException {
    try (Writer text = Files.newBufferedWriter(root.resolve("settings"))) {
      settings.store(text, null);
    }
  }

  /** Writes a file of which others see all or nothing. */
  void write(Path file, String text) throws IOException {
    Path unfinished = root.resolve(".unfinished-" + UUID.randomUUID());
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Returns a file's text without its line break, or nothing if there is no such file. */
  String read(Path file) throws IOException {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
