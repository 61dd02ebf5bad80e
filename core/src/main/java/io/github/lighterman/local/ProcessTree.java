package io.github.lighterman.local;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

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
  private static final Path PROC = Path.of("/proc");
  private static final Duration CERTAIN = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final long MOMENT_NANOS = 200_000;
  private static final int MOST_LOOKS = 10;
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: field 23, of which the first two
  // are left out.
  private static final int MEMORY = 23 - 3;

  /** Creates the tree of a command that is watched, whose number nobody else can have. */
  ProcessTree(long command, Path directory) {
    this(command, directory, Instant.MAX);
  }

  /** Returns all that are alive now; zombies are not. */
  List<ProcessHandle> alive() {
    Set<Long> pids = new HashSet<>();
    if (Files.isDirectory(PROC.resolve("self"))) {
      pids.addAll(new Snapshot().members());
    } else {
      ProcessHandle.of(command)
          .filter(root -> isOurs(command))
          .ifPresent(
              root -> {
                pids.add(command);
                root.descendants().forEach(child -> pids.add(child.pid()));
              });
    }
    List<ProcessHandle> alive = new ArrayList<>();
    for (long pid : pids) {
      ProcessHandle.of(pid).filter(ProcessHandle::isAlive).ifPresent(alive::add);
    }
    return alive;
  }

  /**
   * Asks all to end, and after {@code grace} ends them for certain. Returns whether none is left;
   * only a process that hangs in the kernel survives.
   */
  boolean kill(Duration grace) {
    return signal(ProcessHandle::destroy, grace) || signal(ProcessHandle::destroyForcibly, CERTAIN);
  }

  /** Signals every process once, those that appear meanwhile too, until none is left. */
  private boolean signal(Consumer<ProcessHandle> signal, Duration longest) {
    Set<ProcessHandle> signalled = new HashSet<>();
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      List<ProcessHandle> alive = alive();
      if (alive.isEmpty()) {
        return true;
      }
      for (ProcessHandle process : alive) {
        if (signalled.add(process)) {
          signal.accept(process);
        }
      }
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Tells whether a process with the command's number, or in its group, can be one of ours. */
  private boolean isOurs(long pid) {
    return command > UNKNOWN
        && ProcessHandle.of(pid)
            .filter(
                process ->
                    process.info().startInstant().filter(start -> start.isAfter(latest)).isEmpty())
            .isPresent();
  }

  /** One look at /proc. */
  private final class Snapshot {
    private final Map<Long, List<Long>> children = new HashMap<>();
    private final Set<Long> marked = new HashSet<>();

    Set<Long> members() {
      byte[] mark = (MARK + "=" + directory + "\0").getBytes(StandardCharsets.UTF_8);
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        for (Path process : processes) {
          look(process, mark);
        }
      } catch (IOException e) {
        return isOurs(command) ? Set.of(command) : Set.of();
      }
      Set<Long> members = new HashSet<>();
      List<Long> open = new ArrayList<>(marked);
      while (!open.isEmpty()) {
        long pid = open.remove(open.size() - 1);
        if (members.add(pid)) {
          open.addAll(children.getOrDefault(pid, List.of()));
        }
      }
      return members;
    }

    private void look(Path process, byte[] mark) {
      try {
        String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        // The name stands in brackets and can hold anything, brackets among it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (fields[0].equals("Z") || fields[0].equals("X")) {
          return;
        }
        long pid = Long.parseLong(process.getFileName().toString());
        children.computeIfAbsent(Long.parseLong(fields[1]), parent -> new ArrayList<>()).add(pid);
        boolean numbered = pid == command || Long.parseLong(fields[2]) == command;
        boolean ofKernel = fields[MEMORY].equals("0");
        if ((numbered && isOurs(pid))
            || worksHere(process)
            || (!ofKernel && hasMark(process, mark))) {
          marked.add(pid);
        }
      } catch (IOException e) {
        // It ended while we looked, or is somebody else's.
      }
    }

    private boolean worksHere(Path process) {
      try {
        return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
      } catch (IOException e) {
        return false;
      }
    }

    private static boolean hasMark(Path process, byte[] mark) {
      try {
        return Bytes.indexOf(environment(process), mark) >= 0;
      } catch (IOException e) {
        return false;
      }
    }

    /**
     * Returns a process's variables. Linux shows none while it's becoming another program: those
     * that seem to have none are looked at again and again for a moment.
     */
    private static byte[] environment(Path process) throws IOException {
      byte[] bytes = Files.readAllBytes(process.resolve("environ"));
      for (int i = 0; bytes.length <= 1 && i < MOST_LOOKS; i++) {
        LockSupport.parkNanos(MOMENT_NANOS);
        bytes = Files.readAllBytes(process.resolve("environ"));
      }
      return bytes;
    }
  }
}
