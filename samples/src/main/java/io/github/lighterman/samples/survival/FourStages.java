package io.github.lighterman.samples.survival;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A workflow of fifty jobs in four stages, or of few. Two fail at first and are tried again, one
 * fails for good, two never end by themselves and are to be cancelled, and what depends on those is
 * never run. Each command leaves a line in a file, by which is counted how often it ran. Each job
 * passes on what it got and its own name, so that those of the last stage tell whether all before
 * them was there.
 */
final class FourStages {
  /**
   * How large it is.
   *
   * @param first how many good jobs the first two stages have each
   * @param third how many the third has
   * @param fourth how many the last has
   * @param reach how far two jobs are apart that a later one needs
   */
  record Size(int first, int third, int fourth, int reach) {
    static final Size FIFTY = new Size(13, 10, 6, 4);
    static final Size FEW = new Size(2, 1, 1, 1);
  }

  static final JobId CANCELLED_AT_ONCE = JobId.of("hang-1");
  static final JobId CANCELLED_WHILE_IT_RUNS = JobId.of("hang-2");
  private static final Set<JobId> CANCELLED = Set.of(CANCELLED_AT_ONCE, CANCELLED_WHILE_IT_RUNS);
  private static final int ALWAYS = 1_000;

  /** Whether nodes are taken from its jobs, which then are tried elsewhere. */
  enum Nodes {
    STAY,
    GO
  }

  /** What befalls a job because of its node. */
  private static final Set<FailureKind> OF_NODES =
      Set.of(
          FailureKind.PREEMPTED,
          FailureKind.NODE_LOST,
          FailureKind.NODE_SETUP,
          FailureKind.DISK_FULL,
          FailureKind.IMAGE,
          FailureKind.CAPACITY,
          FailureKind.QUOTA);

  private final RunId id;
  private final Path directory;
  private final Size size;
  private final Nodes nodes;
  private final List<JobSpec> firstHalf = new ArrayList<>();
  private final List<JobSpec> secondHalf = new ArrayList<>();
  // What every job is to pass on, and how it is to end.
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> ends = new LinkedHashMap<>();
  private final Set<String> commands = new TreeSet<>();
  private final Map<String, Integer> killed = new HashMap<>();

  /**
   * Creates it, with fifty jobs.
   *
   * @param directory where its commands leave their lines, and the last stage its files
   */
  FourStages(RunId id, Path directory) {
    this(id, directory, Size.FIFTY, Nodes.STAY);
  }

  /** Creates it in this size. */
  FourStages(RunId id, Path directory, Size size, Nodes nodes) {
    this.id = id;
    this.size = size;
    this.nodes = nodes;
    this.directory = directory;
    firstStage();
    secondStage();
    thirdStage();
    fourthStage();
  }

  RunId id() {
    return id;
  }

  Path directory() {
    return directory;
  }

  /** Returns how many jobs it has. */
  int jobs() {
    return ends.size();
  }

  /** Returns the first two stages. */
  List<JobSpec> firstHalf() {
    return firstHalf;
  }

  /** Returns the last two. */
  List<JobSpec> secondHalf() {
    return secondHalf;
  }

  private void firstStage() {
    for (int i = 0; i < size.first(); i++) {
      good(firstHalf, "a-" + i);
    }
    again(firstHalf, "a-13");
    for (JobId job : List.of(CANCELLED_AT_ONCE, CANCELLED_WHILE_IT_RUNS)) {
      firstHalf.add(job(job.value(), "exec sleep 600").build());
      ends.put(job.value(), end(JobState.CANCELLED, FailureKind.CANCELLED.name()));
    }
  }

  private void secondStage() {
    for (int i = 0; i < size.first(); i++) {
      good(firstHalf, "b-" + i, "a-" + i, i + 1 < size.first() ? "a-" + (i + 1) : "a-13");
    }
    again(firstHalf, "b-13", "a-13");
    firstHalf.add(job("fail", "exit 3", "a-0").build());
    commands.add("fail 1");
    ends.put("fail", end(JobState.FAILED, FailureKind.USER_EXIT + " 3 1"));
    never(firstHalf, "after-hang-1", CANCELLED_AT_ONCE.value());
  }

  private void thirdStage() {
    for (int i = 0; i < size.third(); i++) {
      good(secondHalf, "c-" + i, "b-" + i, "b-" + (i + size.reach()));
    }
    never(secondHalf, "after-fail", "fail");
    never(secondHalf, "after-hang-2", CANCELLED_WHILE_IT_RUNS.value());
  }

  private void fourthStage() {
    for (int i = 0; i < size.fourth(); i++) {
      String name = "d-" + i;
      secondHalf.add(
          passing(name, "", "c-" + i, "b-" + (i + size.reach()))
              .output(OutputFile.file("out").to(delivered(name)))
              .build());
      expectGood(name, 1);
    }
  }

  private void good(List<JobSpec> list, String name, String... upstream) {
    list.add(passing(name, "", upstream).output(OutputFile.file("out")).build());
    expectGood(name, 1);
  }

  private void again(List<JobSpec> list, String name, String... upstream) {
    list.add(
        passing(name, "test \"$LIGHTERMAN_ATTEMPT\" -gt 1 || exit 7; ", upstream)
            .output(OutputFile.file("out"))
            .retry(retries(1))
            .build());
    expectGood(name, 2);
  }

  private void never(List<JobSpec> list, String name, String upstream) {
    list.add(job(name, "true").dependsOn(JobId.of(upstream)).build());
    ends.put(name, end(JobState.CANCELLED, FailureKind.UPSTREAM.name()));
  }

  private void expectGood(String name, int attempts) {
    ends.put(name, end(JobState.SUCCEEDED, "0 " + attempts));
    for (int i = 1; i <= attempts; i++) {
      commands.add(name + " " + i);
    }
  }

  private JobSpec.Builder passing(String name, String before, String... upstream) {
    String inputs =
        IntStream.range(0, upstream.length)
            .mapToObj(i -> "in-" + i)
            .collect(Collectors.joining(" "));
    texts.put(
        name, Stream.of(upstream).map(texts::get).collect(Collectors.joining()) + name + "\n");
    return job(
        name, before + "cat " + inputs + " /dev/null >out; echo " + name + " >>out", upstream);
  }

  private JobSpec.Builder job(String name, String then, String... upstream) {
    JobSpec.Builder job =
        JobSpec.builder(name)
            .shell("echo \"" + name + " $LIGHTERMAN_ATTEMPT\" >>'" + ran() + "'; " + then)
            .resources(Resources.of(0.1))
            .retry(retries(0));
    if (nodes == Nodes.GO) {
      job.image(EmulatedAccount.IMAGE);
    }
    for (int i = 0; i < upstream.length; i++) {
      job.input(InputFile.output(JobId.of(upstream[i]), "out", "in-" + i));
    }
    return job;
  }

  private RetryPolicy retries(int afterExit) {
    RetryPolicy.Builder policy = RetryPolicy.builder();
    if (afterExit > 0) {
      policy.retry(FailureKind.USER_EXIT, afterExit);
    }
    if (nodes == Nodes.GO) {
      OF_NODES.forEach(kind -> policy.retry(kind, ALWAYS));
    }
    return policy.build();
  }

  /**
   * Does what a job's command does: leaves its line, and returns its exit code; nothing if it does
   * not end by itself.
   */
  synchronized OptionalInt runCommand(String name, int attempt) throws IOException {
    // Some attempts end before their command is run.
    int time = nodes == Nodes.GO ? 1 + times(name) - killed.getOrDefault(name, 0) : attempt;
    Files.writeString(
        ran(),
        name + " " + time + "\n",
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    if (CANCELLED.contains(JobId.of(name))) {
      return OptionalInt.empty();
    }
    if (name.equals("fail")) {
      return OptionalInt.of(3);
    }
    return OptionalInt.of(name.endsWith("-13") && time == 1 ? 7 : 0);
  }

  /**
   * Notes that a command was killed before its end: an attempt that the service had begun by
   * itself, after the node of the one before was lost, and that is replaced by another one.
   */
  synchronized void kill(String name) {
    if (nodes == Nodes.GO && !CANCELLED.contains(JobId.of(name))) {
      killed.merge(name, 1, Integer::sum);
    }
  }

  private int times(String name) throws IOException {
    return counts().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name + " "))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private Path ran() {
    return directory.resolve("ran");
  }

  private Path delivered(String name) {
    return directory.resolve("delivered").resolve(name);
  }

  /** Returns how a job has ended, in as far as that must always be the same. */
  String endOf(JobResult result) {
    String kind = result.failure().map(failure -> failure.kind().name()).orElse("");
    if (result.state() == JobState.CANCELLED) {
      return end(result.state(), kind);
    }
    String exit = result.exitCode().isPresent() ? " " + result.exitCode().getAsInt() : "";
    long own = result.attempts().stream().filter(attempt -> !isLost(attempt)).count();
    return end(result.state(), kind + exit + " " + own);
  }

  private boolean isLost(Attempt attempt) {
    return nodes == Nodes.GO
        && attempt.failure().map(JobFailure::kind).filter(OF_NODES::contains).isPresent();
  }

  private static String end(JobState state, String more) {
    return state.name().toLowerCase(Locale.ROOT) + " " + more.strip();
  }

  /** Returns what is wrong with how jobs have ended, by a line for each. */
  List<String> wrongEnds(Map<String, JobResult> results) {
    List<String> wrong = new ArrayList<>();
    ends.forEach(
        (name, end) -> {
          JobResult result = results.get(name);
          if (result == null) {
            wrong.add("job " + name + " has no end");
          } else if (!endOf(result).equals(end)) {
            wrong.add(name + ": " + endOf(result) + ", not " + end + ": " + result.failure());
          } else if (result.succeeded() && !isWhole(result)) {
            wrong.add("outputs of " + name + ": " + result.outputs());
          }
        });
    return wrong;
  }

  private boolean isWhole(JobResult result) {
    String text = String.valueOf(texts.get(result.id().value()));
    return result.outputs().size() == 1 && result.outputs().get(0).size() == text.length();
  }

  /** Returns which commands ran more often than they should. */
  synchronized List<String> doubled() throws IOException {
    Map<String, Integer> counts = counts();
    List<String> doubled = new ArrayList<>();
    counts.forEach(
        (command, count) -> {
          boolean wanted =
              commands.contains(command)
                  || CANCELLED.stream().anyMatch(job -> command.equals(job + " 1"));
          String name = command.substring(0, command.indexOf(' '));
          if (count > 1 + killed.getOrDefault(name, 0) || !wanted) {
            doubled.add(count + " times: " + command);
          }
        });
    return doubled;
  }

  /**
   * Returns which commands did not run, and which files of the last stage are not as they should.
   */
  List<String> missing() throws IOException {
    Set<String> missing = new TreeSet<>(commands);
    missing.removeAll(counts().keySet());
    for (String name : texts.keySet()) {
      if (name.startsWith("d-")
          && !(Files.exists(delivered(name))
              && Files.readString(delivered(name)).equals(texts.get(name)))) {
        missing.add("the file of " + name);
      }
    }
    return List.copyOf(missing);
  }

  /** Returns what lies among the files of the last stage and is none of them. */
  List<String> strangers() throws IOException {
    Path all = directory.resolve("delivered");
    if (!Files.exists(all)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(all)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !(name.startsWith("d-") && texts.containsKey(name)))
          .map(name -> "file " + name)
          .toList();
    }
  }

  private Map<String, Integer> counts() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    if (Files.exists(ran())) {
      Files.readAllLines(ran()).forEach(line -> counts.merge(line, 1, Integer::sum));
    }
    return counts;
  }
}
