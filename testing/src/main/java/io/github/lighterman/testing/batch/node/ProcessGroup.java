package io.github.lighterman.testing.batch.node;

import io.github.lighterman.spi.ProcessFamily;
import io.github.lighterman.spi.SystemProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * All processes that belong to a task or to a whole node. On Linux these are the ones that still
 * know the directory: they work below it or have it in their environment, as all have that a task
 * starts, or are of the command's session. Everything that descends from them belongs to them, and
 * so does the command itself. Elsewhere only the command and its descendants are found.
 *
 * @param directory the directory of the task or the node
 * @param command the task's own process, if it has been started
 */
record ProcessGroup(Path directory, Optional<ProcessHandle> command) {
  /** Asks all to end, and after {@code grace} ends them for certain; tells whether none is left. */
  boolean end(Duration grace) {
    return new ProcessFamily(command, this::belongs).end(grace);
  }

  private boolean belongs(SystemProcess process) {
    return command.filter(it -> it.pid() == process.session()).isPresent()
        || process.worksBelow(directory)
        || process.hasVariable(
            TaskVariables.TASK_DIRECTORY + "=" + directory,
            TaskVariables.NODE_DIRECTORY + "=" + directory);
  }
}
