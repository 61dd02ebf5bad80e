package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Processes that belong together and end together: a command, what its author knows it by, and all
 * that descends from these. Nothing is remembered between two looks. Safe for use by several
 * threads.
 */
public final class ProcessFamily {
  private static final Duration CERTAIN = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private final Optional<ProcessHandle> command;
  private final Predicate<SystemProcess> belongs;

  /**
   * Creates the family of a command.
   *
   * @param command the command's own process, if it's known
   * @param belongs tells which others belong to it, with all their descendants, even where they
   *     have cut the bond to the command. Only Linux shows those; elsewhere this is not asked
   */
  public ProcessFamily(Optional<ProcessHandle> command, Predicate<SystemProcess> belongs) {
    this.command = requireNonNull(command, "command");
    this.belongs = requireNonNull(belongs, "belongs");
  }

  /** Returns all that are alive now, on Linux parents before their children. Zombies are dead. */
  public List<ProcessHandle> alive() {
    Stream<ProcessHandle> all =
        Files.isDirectory(SystemProcess.PROC.resolve("self"))
            ? new Look().members().stream().flatMap(pid -> ProcessHandle.of(pid).stream())
            : command.stream().flatMap(it -> Stream.concat(Stream.of(it), it.descendants()));
    return all.filter(ProcessHandle::isAlive).toList();
  }

  /**
   * Asks all to end, and after {@code grace} ends those for certain that are left. Each is asked
   * once, those that appear meanwhile too, and parents first: a script doesn't go on to its next
   * command, or to its good end, because a child of it was asked before.
   *
   * @return whether none is left; only a process that hangs in the kernel survives, or one of
   *     another user
   */
  public boolean end(Duration grace) {
    return signal(ProcessHandle::destroy, grace) || signal(ProcessHandle::destroyForcibly, CERTAIN);
  }

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

  /** One look at all processes. */
  private final class Look {
    private final Map<Long, Long> parents = new HashMap<>();
    private final Map<Long, List<Long>> children = new HashMap<>();
    private final Deque<Long> known = new ArrayDeque<>();

    List<Long> members() {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(SystemProcess.PROC, "[0-9]*")) {
        all.forEach(process -> SystemProcess.read(process).ifPresent(this::add));
      } catch (IOException e) {
        return command.filter(ProcessHandle::isAlive).map(ProcessHandle::pid).stream().toList();
      }
      Set<Long> members = new HashSet<>();
      while (!known.isEmpty()) {
        long pid = known.remove();
        if (members.add(pid)) {
          known.addAll(children.getOrDefault(pid, List.of()));
        }
      }
      return members.stream()
          .sorted(Comparator.comparing((Long pid) -> depth(pid, members)).thenComparing(pid -> pid))
          .toList();
    }

    private void add(SystemProcess process) {
      parents.put(process.pid(), process.parent());
      children.computeIfAbsent(process.parent(), parent -> new ArrayList<>()).add(process.pid());
      // Of a number that was given anew the old process is not alive.
      boolean isCommand =
          command.filter(it -> it.pid() == process.pid() && it.isAlive()).isPresent();
      if (isCommand || belongs.test(process)) {
        known.add(process.pid());
      }
    }

    /** Returns how many members stand above one. A number given anew in between makes no circle. */
    private int depth(long pid, Set<Long> members) {
      int depth = 0;
      long above = parents.getOrDefault(pid, 0L);
      while (members.contains(above) && depth < members.size()) {
        depth++;
        above = parents.getOrDefault(above, 0L);
      }
      return depth;
    }
  }
}
