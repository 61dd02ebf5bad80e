package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

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
  private static final Path PROC = Path.of("/proc");
  private static final Duration CERTAIN = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final long MOMENT_NANOS = 200_000;
  private static final int MOST_LOOKS = 10;
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: field 23, of which the first two
  // are left out.
  private static final int MEMORY = 23 - 3;

  /**
   * Asks all to end, and ends after {@code grace} those that are left for certain. Returns whether
   * none is left; only a process that hangs in the kernel survives.
   */
  boolean end(Duration grace) {
    return signal(ProcessHandle::destroy, grace) || signal(ProcessHandle::destroyForcibly, CERTAIN);
  }

  /** Signals each process once, also those that appear meanwhile, until none is left. */
  private boolean signal(Consumer<ProcessHandle> signal, Duration longest) {
    Set<ProcessHandle> signalled = new HashSet<>();
    long start = System.nanoTime();
    while (true) {
      List<ProcessHandle> alive = alive();
      if (alive.isEmpty()) {
        return true;
      }
      alive.stream().filter(signalled::add).forEach(signal);
      if (System.nanoTime() - start >= longest.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Returns all that are alive now; what has ended and was not waited for is not. */
  List<ProcessHandle> alive() {
    Set<ProcessHandle> members = new HashSet<>();
    command.ifPresent(
        root -> {
          members.add(root);
          root.descendants().forEach(members::add);
        });
    if (Files.isDirectory(PROC.resolve("self"))) {
      Look look = new Look();
      look.members().forEach(pid -> ProcessHandle.of(pid).ifPresent(members::add));
      members.removeIf(process -> look.ended.contains(process.pid()));
    }
    return members.stream().filter(ProcessHandle::isAlive).toList();
  }

  /** One look at /proc. */
  private final class Look {
    private final Map<Long, Set<Long>> children = new HashMap<>();
    private final Set<Long> ended = new HashSet<>();
    private final Set<Long> marked = new HashSet<>();

    Set<Long> members() {
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        processes.forEach(this::look);
      } catch (IOException e) {
        return Set.of();
      }
      Set<Long> members = new HashSet<>();
      Deque<Long> open = new ArrayDeque<>(marked);
      while (!open.isEmpty()) {
        long pid = open.remove();
        if (members.add(pid)) {
          open.addAll(children.getOrDefault(pid, Set.of()));
        }
      }
      return members;
    }

    private void look(Path process) {
      long pid = Long.parseLong(process.getFileName().toString());
      try {
        String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        // The program's name stands in brackets before the state and may hold brackets itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (fields[0].equals("Z") || fields[0].equals("X")) {
          ended.add(pid);
          return;
        }
        children.computeIfAbsent(Long.valueOf(fields[1]), parent -> new HashSet<>()).add(pid);
        boolean inSession = command.isPresent() && Long.parseLong(fields[3]) == command.get().pid();
        boolean ofKernel = fields[MEMORY].equals("0");
        if (inSession || worksBelow(process) || (!ofKernel && isTold(process))) {
          marked.add(pid);
        }
      } catch (IOException e) {
        // It has ended meanwhile, or is somebody else's.
      }
    }

    private boolean worksBelow(Path process) {
      try {
        return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
      } catch (IOException e) {
        return false;
      }
    }

    /** Tells whether a process was started with the directory as one of Batch's variables. */
    private boolean isTold(Path process) {
      try {
        byte[] bytes = environment(process);
        String environment = "\0" + new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] path = directory.toString().getBytes(StandardCharsets.UTF_8);
        String value = "=" + new String(path, StandardCharsets.ISO_8859_1) + "\0";
        return environment.contains("\0" + TaskVariables.TASK_DIRECTORY + value)
            || environment.contains("\0" + TaskVariables.NODE_DIRECTORY + value);
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
