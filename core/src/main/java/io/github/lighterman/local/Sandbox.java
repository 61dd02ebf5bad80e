package io.github.lighterman.local;

import io.github.lighterman.LogStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

  /** Makes the directories, empty, also where an earlier driver got no further than that. */
  void create() throws IOException {
    if (Files.exists(root)) {
      List<String> failed = new FileTree(root).delete();
      if (!failed.isEmpty()) {
        throw new IOException("an earlier job directory is in the way: " + failed);
      }
    }
    Files.createDirectory(root);
    Files.createDirectory(work());
  }

  /** Tells whether a command was started here, ever, by any driver. */
  boolean isClaimed() {
    return Files.exists(log(LogStream.STDOUT));
  }
}
