package io.github.lighterman.testing.contract;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a job waits at until the test lets it pass: a file that is not there yet. A job that runs in
 * the test's own process can wait for {@link #opened} instead. Two gates of one file are equal.
 * Safe for use by several threads.
 */
public final class Gate {
  private final Path file;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  private Gate(Path file) {
    this.file = file;
  }

  /** Returns a gate that is open once {@code file} exists. */
  public static Gate at(Path file) {
    return new Gate(requireNonNull(file, "file").toAbsolutePath());
  }

  /** Returns the file that the gate stands for. */
  public Path file() {
    return file;
  }

  /**
   * Opens the gate, for good. A second call does nothing.
   *
   * @throws IOException if the file can't be made
   */
  public void open() throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Opened before, perhaps by another object of the same gate.
    }
    opened.complete(null);
  }

  /** Tells whether the gate is open. */
  public boolean isOpen() {
    return Files.exists(file);
  }

  /** Returns a stage that completes when this object is told to {@link #open}. */
  public CompletionStage<Void> opened() {
    return opened.minimalCompletionStage();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gate that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  @Override
  public String toString() {
    return "Gate[" + file + (isOpen() ? " open]" : " shut]");
  }
}
