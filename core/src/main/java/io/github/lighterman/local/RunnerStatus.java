package io.github.lighterman.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link Runner} wrote of an attempt to its status file, as far as it has got.
 *
 * @param runner the process id of the runner, once the command was started
 * @param command the process id of the command, once it was started
 * @param exit how the command ended, once it has
 * @param started when the command was started
 * @param changed when the file was last written
 */
record RunnerStatus(
    OptionalLong runner,
    OptionalLong command,
    Optional<Runner.Exit> exit,
    Instant started,
    Instant changed) {
  private static final Pattern STARTED = Pattern.compile("started (\\d+) (\\d+)");
  private static final Pattern TIME = Pattern.compile("(\\d+)m(\\d+)[.,](\\d+)s");

  /** Reads the file; empty if there is none. */
  static Optional<RunnerStatus> read(Sandbox sandbox) throws IOException {
    String text;
    Instant changed;
    try {
      text = Files.readString(sandbox.status(), StandardCharsets.US_ASCII);
      changed = Files.getLastModifiedTime(sandbox.status()).toInstant();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Instant started =
        Files.exists(sandbox.script())
            ? Files.getLastModifiedTime(sandbox.script()).toInstant()
            : changed;
    return Optional.of(parse(text, started, changed));
  }

  private static RunnerStatus parse(String text, Instant started, Instant changed) {
    // A line without its end was being written when the machine stopped, and counts for nothing.
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    lines.remove(lines.size() - 1);
    OptionalLong runner = OptionalLong.empty();
    OptionalLong command = OptionalLong.empty();
    Optional<Runner.Exit> exit = Optional.empty();
    List<Duration> cpu = new ArrayList<>();
    for (String line : lines) {
      Matcher start = STARTED.matcher(line);
      Optional<Runner.Exit> ended = Runner.Exit.parse(line);
      if (start.matches()) {
        runner = OptionalLong.of(Long.parseLong(start.group(1)));
        command = OptionalLong.of(Long.parseLong(start.group(2)));
      } else if (ended.isPresent()) {
        exit = ended;
      } else {
        cpuTime(line).ifPresent(cpu::add);
      }
    }
    // Two lines of `times` before the command and two after it: of the shell and of its children.
    if (exit.isPresent() && cpu.size() == 4) {
      exit = Optional.of(exit.get().withCpuTime(cpu.get(3).minus(cpu.get(1))));
    }
    return new RunnerStatus(runner, command, exit, started, changed);
  }

  /** Returns the sum of both times on a line that a shell's {@code times} wrote. */
  static Optional<Duration> cpuTime(String line) {
    Matcher matcher = TIME.matcher(line);
    Duration sum = Duration.ZERO;
    boolean found = false;
    while (matcher.find()) {
      found = true;
      String fraction = (matcher.group(3) + "000000000").substring(0, 9);
      sum =
          sum.plusMinutes(Long.parseLong(matcher.group(1)))
              .plusSeconds(Long.parseLong(matcher.group(2)))
              .plusNanos(Long.parseLong(fraction));
    }
    return found ? Optional.of(sum) : Optional.empty();
  }
}
