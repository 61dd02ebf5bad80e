package io.github.lighterman.nextflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long 500 tasks of {@code true} take through Nextflow's own local executor and through ours,
 * in turn, and how long Nextflow does not know that a task has ended. Prints each round and the
 * medians.
 *
 * <p>What a round takes is counted twice: all of Nextflow from start to end, and from the first
 * task's submission to the last one's completion. When a task has ended is told by its {@code
 * .exitcode}, when Nextflow knows by its log.
 */
final class ManyTasks {
  private static final Pattern COMPLETED =
      Pattern.compile("(\\w{3}-\\d\\d [\\d:.]+) .* Task completed > .*workDir: (.*)]");
  private static final Pattern SUBMITTED =
      Pattern.compile("(\\w{3}-\\d\\d [\\d:.]+) .*Submitted process > many.*");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MMM-dd HH:mm:ss.SSS", Locale.ENGLISH);
  private static final Map<String, String> CONFIGS =
      Map.of(
          "own", "process.executor = 'local'",
          "ours", "process.executor = 'lighterman'",
          "ours, staged", "process.executor = 'lighterman'\nlighterman.files = 'staged'");

  private ManyTasks() {}

  /** What one round took. */
  private record Round(Duration wall, Duration span, Duration medianDelay, Duration longestDelay) {}

  /**
   * Runs as many rounds as the first argument says, or 3, of as many tasks as the second, or 500.
   */
  public static void main(String... args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    Map<String, List<Round>> all = new TreeMap<>();
    // Deleted in the end: ext4 is slow for some seconds where many files were.
    Path directory = Files.createTempDirectory("many-tasks-");
    for (int i = 0; i < rounds; i++) {
      for (String name : List.of("own", "ours", "ours, staged")) {
        Path one = Files.createDirectory(directory.resolve(name.replaceAll("\\W+", "-") + i));
        Round round = run(one, CONFIGS.getOrDefault(name, ""), tasks);
        System.out.println(name + ": " + round);
        all.computeIfAbsent(name, key -> new ArrayList<>()).add(round);
      }
    }
    delete(directory);
    all.forEach(
        (name, list) ->
            System.out.printf(
                Locale.ROOT,
                "median of %s: wall %d ms, span %d ms, delay %d ms%n",
                name,
                median(list.stream().map(Round::wall)).toMillis(),
                median(list.stream().map(Round::span)).toMillis(),
                median(list.stream().map(Round::medianDelay)).toMillis()));
  }

  private static Round run(Path directory, String config, int tasks) throws Exception {
    Files.writeString(
        directory.resolve("main.nf"),
        "process many {\n input: val n\n script: 'true'\n}\n"
            + ("workflow { many(Channel.of(1.." + tasks + ")) }\n"));
    long start = System.nanoTime();
    Nextflow.Outcome outcome = new Nextflow(directory).run(config, "main.nf");
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(outcome.output());
    }
    return read(directory, wall, tasks);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Round read(Path directory, Duration wall, int tasks) throws IOException {
    List<Duration> delays = new ArrayList<>();
    List<Instant> submitted = new ArrayList<>();
    List<Instant> completed = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(".nextflow.log"))) {
      Matcher start = SUBMITTED.matcher(line);
      if (start.matches()) {
        submitted.add(instant(start.group(1)));
      }
      Matcher end = COMPLETED.matcher(line);
      if (end.matches()) {
        Instant known = instant(end.group(1));
        Path exitCode = Path.of(end.group(2), ".exitcode");
        delays.add(Duration.between(Files.getLastModifiedTime(exitCode).toInstant(), known));
        completed.add(known);
      }
    }
    if (completed.size() != tasks) {
      throw new IllegalStateException("only " + completed.size() + " tasks have ended");
    }
    completed.sort(null);
    submitted.sort(null);
    delays.sort(null);
    return new Round(
        wall,
        Duration.between(submitted.get(0), completed.get(tasks - 1)),
        delays.get(tasks / 2),
        delays.get(tasks - 1));
  }

  private static Instant instant(String stamp) {
    return LocalDateTime.parse(Year.now(ZoneId.systemDefault()) + "-" + stamp, STAMP)
        .atZone(ZoneId.systemDefault())
        .toInstant();
  }

  private static Duration median(Stream<Duration> durations) {
    List<Duration> sorted = durations.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
