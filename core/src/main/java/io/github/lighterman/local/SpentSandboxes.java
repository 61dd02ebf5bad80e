package io.github.lighterman.local;

import io.github.lighterman.spi.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sandboxes of attempts that have succeeded, whose empty working directory and script the next
 * attempt may have. Safe for use by several threads.
 */
final class SpentSandboxes {
  // By numbers: names would be looked up in the system's tables of users and groups.
  private static final String OWNERSHIP = "unix:mode,uid,gid";

  private final Path sibling;
  private final Queue<Sandbox> spent = new ConcurrentLinkedQueue<>();

  /** Takes only directories that look like {@code sibling}, which we made. */
  SpentSandboxes(Path sibling) {
    this.sibling = sibling;
  }

  Optional<Sandbox> take() {
    return Optional.ofNullable(spent.poll());
  }

  /** Takes an empty sandbox, unless the job may have left more on the directory than files. */
  void add(Sandbox sandbox, Submission submission) {
    if (submission.spec().image().isEmpty() && isUntouched(sandbox.work())) {
      spent.add(sandbox);
    }
  }

  private boolean isUntouched(Path work) {
    try {
      return Files.readAttributes(work, OWNERSHIP).equals(Files.readAttributes(sibling, OWNERSHIP));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
