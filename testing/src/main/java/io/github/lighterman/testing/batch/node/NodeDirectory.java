package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directories of a node, laid out as the service does on Linux.
 *
 * @param root what tasks know as {@code AZ_BATCH_NODE_ROOT_DIR}
 */
record NodeDirectory(Path root) {
  /** Makes what is there before any task. What is there already stays. */
  void create() throws IOException {
    Files.createDirectories(own());
    for (String name :
        List.of("applications", "fsmounts", "shared", "startup", "volatile", "workitems")) {
      Files.createDirectories(root.resolve(name));
    }
  }

  Path applications() {
    return root.resolve("applications");
  }

  Path mounts() {
    return root.resolve("fsmounts");
  }

  Path shared() {
    return root.resolve("shared");
  }

  /** Returns where the start task runs. */
  TaskDirectory startup() {
    return new TaskDirectory(root.resolve("startup"));
  }

  /** Returns a task's directory, by the path that the emulator names it by. */
  TaskDirectory task(String path) {
    return new TaskDirectory(root.resolve(path));
  }

  /** Returns where the node keeps what tasks don't see. */
  Path own() {
    return root.resolveSibling("own");
  }

  /** Returns what the node says about itself, where the service has its agent's own logs. */
  Path log() {
    return root.resolve("volatile").resolve("emulator.log");
  }
}
