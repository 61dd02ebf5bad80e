package io.github.lighterman.local;

import io.github.lighterman.LogStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What one attempt has on disk: its working directory, its two logs, and the script that starts its
 * command, in which its {@link Runner} says how it goes.
 *
 * @param root the directory that holds all of it
 */
record Sandbox(Path root) {
  Path work() {
    return root.resolve("work");
  }

  Path script() {
    return root.resolve("command");
  }

  Path log(LogStream stream) {
    return root.resolve(stream == LogStream.STDOUT ? "stdout" : "stderr");
  }

  /**
   * Makes the directories, empty, also where an earlier driver got no further than that; takes over
   * what a spent one has, if there is one.
   */
  void create(Optional<Sandbox> spent) throws IOException {
    if (Files.exists(root)) {
      List<String> failed = new Removal(root).delete();
      if (!failed.isEmpty()) {
        throw new IOException("an earlier job directory is in the way: " + failed);
      }
    }
    Files.createDirectory(root);
    if (spent.isPresent()) {
      // Renaming costs a fraction of making: inodes are dear, above all where many were freed.
      try {
        Files.move(spent.get().work(), work(), StandardCopyOption.ATOMIC_MOVE);
        Files.move(spent.get().script(), script(), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        // Somebody has cleaned up there; what is missing is made below, or by whoever writes it.
      }
    }
    if (!Files.exists(work())) {
      Files.createDirectory(work());
    }
  }

  /** Empties the working directory. Returns what could not be deleted, with the reason. */
  List<String> empty() {
    return new Removal(work()).clear();
  }

  /** Tells whether a command was started here, ever, by any driver. */
  boolean isClaimed() {
    return Files.exists(log(LogStream.STDOUT));
  }
}
