package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process as Linux shows it, from one look at {@code /proc}. What it was started with and where
 * it works is read when it's asked for.
 *
 * @param pid its number
 * @param parent the number of its parent, 0 if it has none
 * @param group the number of its process group
 * @param session the number of its session
 * @param ofKernel whether it has no memory of its own, as the kernel's own threads have none
 */
public record SystemProcess(long pid, long parent, long group, long session, boolean ofKernel) {
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields of /proc/PID/stat, of which
  // the first two are left out.
  private static final int STATE = 3 - 3;
  private static final int PARENT = 4 - 3;
  private static final int GROUP = 5 - 3;
  private static final int SESSION = 6 - 3;
  private static final int MEMORY = 23 - 3;
  private static final int CODE = 26 - 3;
  private static final int VARIABLES_BEGIN = 50 - 3;
  private static final int VARIABLES_END = 51 - 3;

  static final Path PROC = Path.of("/proc");
  private static final long MOMENT_NANOS = 200_000;
  private static final long LONGEST_NANOS = 500_000_000;

  /** Reads the process of a directory in {@code /proc}, if it lives; zombies don't. */
  static Optional<SystemProcess> read(Path process) {
    String[] fields;
    try {
      fields = fields(process);
    } catch (IOException e) {
      // It has ended meanwhile, or is somebody else's.
      return Optional.empty();
    }
    if (hasEnded(fields)) {
      return Optional.empty();
    }
    return Optional.of(
        new SystemProcess(
            Long.parseLong(process.getFileName().toString()),
            Long.parseLong(fields[PARENT]),
            Long.parseLong(fields[GROUP]),
            Long.parseLong(fields[SESSION]),
            fields[MEMORY].equals("0")));
  }

  private static String[] fields(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    // The program's name stands in brackets before the state and may hold brackets itself.
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static boolean hasEnded(String[] fields) {
    return fields[STATE].equals("Z") || fields[STATE].equals("X");
  }

  /**
   * Tells whether its working directory is {@code directory} or below it. Of a process that has
   * ended, or that another user started, that is not known, and the answer is no.
   */
  public boolean worksBelow(Path directory) {
    try {
      return Files.readSymbolicLink(directory().resolve("cwd")).startsWith(directory);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Tells whether it was started with one of these environment variables. Of a process that has
   * ended, or that another user started, that is not known, and the answer is no.
   *
   * @param variables each as {@code NAME=value}
   */
  public boolean hasVariable(String... variables) {
    requireNonNull(variables, "variables");
    if (ofKernel) {
      return false;
    }
    String environment;
    try {
      environment = "\0" + new String(environment(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return false;
    }
    for (String variable : variables) {
      byte[] bytes = variable.getBytes(StandardCharsets.UTF_8);
      if (environment.contains("\0" + new String(bytes, StandardCharsets.ISO_8859_1) + "\0")) {
        return true;
      }
    }
    return false;
  }

  /** Returns its variables. Linux shows none while it's becoming another program. */
  private byte[] environment() throws IOException {
    long start = System.nanoTime();
    while (true) {
      byte[] bytes = Files.readAllBytes(directory().resolve("environ"));
      if (bytes.length > 1 || hasNone() || System.nanoTime() - start > LONGEST_NANOS) {
        return bytes;
      }
      LockSupport.parkNanos(MOMENT_NANOS);
    }
  }

  /**
   * Tells whether it has no variables for certain. A process that is becoming another program has
   * no code before it has its variables.
   */
  private boolean hasNone() throws IOException {
    String[] fields = fields(directory());
    long begin = Long.parseUnsignedLong(fields[VARIABLES_BEGIN]);
    long end = Long.parseUnsignedLong(fields[VARIABLES_END]);
    return hasEnded(fields) || (!fields[CODE].equals("0") && end - begin <= 1);
  }

  private Path directory() {
    return PROC.resolve(Long.toString(pid));
  }
}
