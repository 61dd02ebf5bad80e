package io.github.lighterman.local;

import io.github.lighterman.spi.ProcessFamily;
import io.github.lighterman.spi.SystemProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All processes that belong to one attempt: its command, everything that descends from it, and on
 * Linux also what has cut that bond: by its process group, by the variable {@value #MARK} that the
 * attempt's directory is passed in, or by its working directory.
 *
 * @param command the process id of the command, or {@value #UNKNOWN}
 * @param directory the attempt's directory
 * @param latest when the command or its group can have been seen last: what has its number and
 *     began after that is somebody else's
 */
record ProcessTree(long command, Path directory, Instant latest) {
  /**
   * No process has this number. What has it as its group belongs to the system, or to everybody.
   */
  static final long UNKNOWN = 0;

  static final String MARK = "LIGHTERMAN_DIRECTORY";

  /** Creates the tree of a command that is watched, whose number nobody else can have. */
  ProcessTree(long command, Path directory) {
    this(command, directory, Instant.MAX);
  }

  /** Returns all that are alive now. */
  List<ProcessHandle> alive() {
    return family().alive();
  }

  /** Asks all to end, and after {@code grace} ends them for certain; tells whether none is left. */
  boolean kill(Duration grace) {
    return family().end(grace);
  }

  private ProcessFamily family() {
    return new ProcessFamily(process(command), this::isOurs);
  }

  private boolean isOurs(SystemProcess process) {
    boolean inGroup = command > UNKNOWN && process.group() == command;
    return (inGroup && process(process.pid()).isPresent())
        || process.worksBelow(directory)
        || process.hasVariable(MARK + "=" + directory);
  }

  /** Returns the process of a number, unless it began too late to be one of ours. */
  private Optional<ProcessHandle> process(long pid) {
    return Optional.of(pid)
        .filter(number -> number > UNKNOWN)
        .flatMap(ProcessHandle::of)
        .filter(
            process -> process.info().startInstant().filter(it -> it.isAfter(latest)).isEmpty());
  }
}
