package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a task has on its node.
 *
 * @param root what it knows as {@code AZ_BATCH_TASK_DIR}
 */
record TaskDirectory(Path root) {
  /**
   * Makes the directories and empty logs. The working directory keeps what an earlier try has left
   * there: the service promises nothing about that, and only what is kept shows a task that can't
   * bear it.
   */
  void create() throws IOException {
    Files.createDirectories(work());
    Files.createDirectories(root.resolve("certs"));
    Files.write(stdout(), new byte[0]);
    Files.write(stderr(), new byte[0]);
    Files.deleteIfExists(uploadLog());
    Files.deleteIfExists(uploadErrors());
  }

  Path work() {
    return root.resolve("wd");
  }

  Path stdout() {
    return root.resolve("stdout.txt");
  }

  Path stderr() {
    return root.resolve("stderr.txt");
  }

  Path uploadLog() {
    return root.resolve("fileuploadout.txt");
  }

  Path uploadErrors() {
    return root.resolve("fileuploaderr.txt");
  }
}
