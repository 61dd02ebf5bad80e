package io.github.lighterman.local;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in an attempt's script about how it goes, as far as it has got.
 *
 * @param prepared when the script was written
 * @param gpus which gpus the attempt was granted
 * @param oomKills what {@link OomKills#sinceBoot} was then
 * @param runner the process id of the runner, once the command was started
 * @param command the process id of the command, once it was started
 * @param exit how the command ended, once it has
 * @param changed when the file was last written
 */
record RunnerStatus(
    Instant prepared,
    List<Integer> gpus,
    long oomKills,
    OptionalLong runner,
    OptionalLong command,
    Optional<Runner.Exit> exit,
    Instant changed) {
  private static final Pattern HEADER =
      Pattern.compile("# prepared (\\S+)\n# gpus ([0-9,]*)\n# oom kills (\\d+)\n");
  private static final Pattern STARTED = Pattern.compile("started (\\d+) (\\d+)");
  private static final Pattern TIME = Pattern.compile("(\\d+)m(\\d+)[.,](\\d+)s");

  /** Reads the file of an attempt that was started. */
  static RunnerStatus read(Sandbox sandbox) throws IOException {
    String text = Files.readString(sandbox.script(), StandardCharsets.UTF_8);
    Instant changed = Files.getLastModifiedTime(sandbox.script()).toInstant();
    Matcher header = HEADER.matcher(text);
    if (!header.lookingAt()) {
      throw new IOException(sandbox.script() + " is no script of ours");
    }
    List<Integer> gpus =
        Splitter.on(',')
            .omitEmptyStrings()
            .splitToStream(header.group(2))
            .map(Integer::valueOf)
            .toList();
    Lines lines =
        Lines.parse(
            text.substring(text.lastIndexOf(CommandScript.END) + CommandScript.END.length()));
    return new RunnerStatus(
        Instant.parse(header.group(1)),
        gpus,
        Long.parseLong(header.group(3)),
        lines.runner,
        lines.command,
        lines.exit,
        changed);
  }

  /** What the runner itself wrote. */
  private record Lines(OptionalLong runner, OptionalLong command, Optional<Runner.Exit> exit) {
    static Lines parse(String text) {
      // A line without its end was being written when the machine stopped, and counts for nothing.
      List<String> lines = Splitter.on('\n').splitToList(text);
      OptionalLong runner = OptionalLong.empty();
      OptionalLong command = OptionalLong.empty();
      Optional<Runner.Exit> exit = Optional.empty();
      List<Duration> cpu = new ArrayList<>();
      for (String line : lines.subList(0, lines.size() - 1)) {
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
      // Two lines of `times` before the command and two after it: of the shell, of its children.
      if (exit.isPresent() && cpu.size() == 4) {
        exit = Optional.of(exit.get().withCpuTime(cpu.get(3).minus(cpu.get(1))));
      }
      return new Lines(runner, command, exit);
    }
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
