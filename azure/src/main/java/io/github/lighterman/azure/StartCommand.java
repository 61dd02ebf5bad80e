package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pool's start task runs: what we do with data disks, and then a command of the user's. The
 * service runs it after each boot of a node, and again if it fails and is to be retried.
 *
 * <p>The script is a part of the line and no resource file, since the address of one would need a
 * signature, which would have ended when a later node boots.
 *
 * @param disks what is to become of data disks
 * @param user the user's command as words, none of which holds a NUL; empty if there is none. It
 *     gets its words as they are, runs in the start task's working directory, with its environment,
 *     and only after success with the disks; its exit code is the task's
 */
record StartCommand(Optional<DiskLayout> disks, List<String> user) {
  /** A system takes 131,072 bytes as one argument, and the service 1 MB for a pool. */
  static final int MAX_LENGTH = 100_000;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if the line would have more than {@value #MAX_LENGTH} bytes
   */
  StartCommand {
    requireNonNull(disks, "disks");
    user = List.copyOf(user);
    int length = line(disks, user).getBytes(UTF_8).length;
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the start task's command line has "
              + length
              + " bytes, more than "
              + MAX_LENGTH
              + "; put what's long into a resource file");
    }
  }

  /** Returns what the nodes of a pool start with. */
  static StartCommand of(PoolSpec spec) {
    return new StartCommand(
        DiskLayout.of(spec.disks()), spec.startTask().map(StartTask::argv).orElse(List.of()));
  }

  /** Returns the command line, or nothing if there is nothing to run. */
  Optional<String> line() {
    return Optional.of(line(disks, user)).filter(line -> !line.isEmpty());
  }

  /** Tells whether it must run as an administrator of the pool, the user's command, too. */
  boolean needsAdmin() {
    return disks.isPresent();
  }

  private static String line(Optional<DiskLayout> disks, List<String> user) {
    List<String> words = new ArrayList<>();
    disks.ifPresent(
        layout -> {
          words.addAll(List.of("/bin/sh", "-c", NodeDisks.shortScript(), "lighterman"));
          words.addAll(layout.arguments());
        });
    words.addAll(user);
    return CommandLines.quote(words);
  }
}
