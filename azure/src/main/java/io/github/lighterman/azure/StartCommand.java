package io.github.lighterman.azure;

import java.util.Optional;

/** The command that a node runs before its first job. */
final class StartCommand {
  private StartCommand() {}

  /** Returns the command line: what disks need, and then what the user wants. */
  static String text(PoolDisks disks, Optional<StartTask> user) {
    // AT THE MERGE of the script for disks: this stands for it and does nothing for them.
    return user.map(task -> CommandLines.quote(task.argv())).orElse("/bin/true");
  }
}
