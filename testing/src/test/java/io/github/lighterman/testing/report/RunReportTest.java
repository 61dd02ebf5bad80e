package io.github.lighterman.testing.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Node;
import io.github.lighterman.OutputFile;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RunId;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Usage;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.report.Prices;
import io.github.lighterman.report.RunReport;
import io.github.lighterman.testing.InMemoryExecutor;
import io.github.lighterman.testing.JobScript;
import io.github.lighterman.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final String HOSTILE =
      "</script><script>document.title='taken'</script><!--<b>&amp;\u2028\u202e\t\r\n\\\"'\ud83d\u0000";

  private final ManualClock clock = ManualClock.at(Instant.parse("2024-03-01T08:00:00Z"));
  private final InMemoryExecutor.Builder executor = InMemoryExecutor.builder().clock(clock);

  @TempDir private Path directory;

  @Test
  void traceHasALineForEachAttempt() throws IOException {
    Node node = new Node("n1", Optional.of("D4"), Node.Lease.SPOT).withShare(0.5);
    JobScript script =
        JobScript.preempted()
            .after(Duration.ofMinutes(30))
            .on(node)
            .then(
                JobScript.exitWith(3)
                    .pending(
                        Duration.ofSeconds(90),
                        PendingReason.of(PendingReason.Cause.NO_NODE, "none"))
                    .after(Duration.ofHours(1))
                    .on(node));
    write(executor.script("align", script), JobSpec.builder("align").command("x").build());
    List<Map<String, String>> lines = tsv();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .containsEntry("job", "align")
        .containsEntry("state", "FAILED")
        .containsEntry("attempt", "1")
        .containsEntry("queued", "2024-03-01T08:00:00Z")
        .containsEntry("started", "2024-03-01T08:00:00Z")
        .containsEntry("ended", "2024-03-01T08:30:00Z")
        .containsEntry("run_s", "1800.000")
        .containsEntry("node", "n1")
        .containsEntry("machine_type", "D4")
        .containsEntry("lease", "spot")
        .containsEntry("share", "0.500000")
        .containsEntry("failure", "preempted")
        .containsEntry("exit_code", "")
        .containsEntry("cost", "");
    assertThat(lines.get(1))
        .containsEntry("attempt", "2")
        .containsEntry("waited_s", "90.000")
        .containsEntry("run_s", "3600.000")
        .containsEntry("exit_code", "3")
        .containsEntry("failure", "user-exit");
  }

  @Test
  void jobWithoutAnAttemptHasALineToo() throws IOException {
    executor.script("bad", JobScript.exitWith(1).after(Duration.ofMinutes(5)));
    write(executor, job("bad").build(), job("next").dependsOn(JobId.of("bad")).build());
    assertThat(tsv().get(1))
        .containsEntry("job", "next")
        .containsEntry("state", "CANCELLED")
        .containsEntry("attempt", "")
        .containsEntry("started", "")
        .containsEntry("ended", "2024-03-01T08:05:00Z")
        .containsEntry("failure", "upstream");
  }

  @Test
  void jsonHoldsTheHistoryAndWhyJobsWaited() throws IOException {
    JobScript script =
        JobScript.succeed()
            .pending(
                Duration.ofMinutes(7), PendingReason.of(PendingReason.Cause.QUOTA, "ask for more"))
            .after(Duration.ofMinutes(1));
    write(executor.script("a", script), job("a").label("stage", "first").build());
    JsonNode trace = json();
    assertThat(trace.path("run").asText()).isEqualTo("rivers");
    assertThat(trace.path("from").asText()).isEqualTo("2024-03-01T08:00:00Z");
    assertThat(trace.path("to").asText()).isEqualTo("2024-03-01T08:08:00Z");
    JsonNode job = trace.path("jobs").path(0);
    assertThat(job.path("labels").path("stage").asText()).isEqualTo("first");
    List<String> states = new ArrayList<>();
    job.path("history").forEach(status -> states.add(status.path("state").asText()));
    assertThat(states)
        .containsSubsequence("QUEUED", "PREPARING", "RUNNING", "FINALIZING", "SUCCEEDED");
    assertThat(job.path("history").findValuesAsText("cause")).contains("QUOTA");
    assertThat(job.path("history").findValuesAsText("message")).contains("ask for more");
    assertThat(job.path("attempts").path(0).path("runMs").asLong()).isEqualTo(60_000);
  }

  @Test
  void costIsTimeTimesPriceTimesShare() throws IOException {
    Node half = new Node("n1", Optional.of("D4"), Node.Lease.SPOT).withShare(0.5);
    Node strange = new Node("n2", Optional.of("X1"), Node.Lease.SPOT);
    executor.script("half", JobScript.succeed().after(Duration.ofHours(3)).on(half));
    executor.script("strange", JobScript.succeed().after(Duration.ofHours(3)).on(strange));
    Prices prices =
        (type, lease) ->
            type.equals("D4") && lease == Node.Lease.SPOT
                ? OptionalDouble.of(0.2)
                : OptionalDouble.empty();
    RunReport report = write(executor, prices, job("half").build(), job("strange").build());
    assertThat(report.cost().orElseThrow()).isCloseTo(0.3, within(1e-9));
    assertThat(tsv().get(0)).containsEntry("cost", "0.300000");
    assertThat(tsv().get(1)).containsEntry("cost", "");
    assertThat(json().path("cost").asDouble()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void stagedBytesAreThoseOfTextFilesAndOtherJobs() throws IOException {
    Path file = Files.writeString(directory.resolve("names"), "Thames");
    executor.script("first", JobScript.succeed().writing("out", "0123456789"));
    JobSpec first =
        job("first")
            .input(InputFile.content("\u00e4", "text"))
            .input(InputFile.file(file, "names"))
            .input(InputFile.file(directory.resolve("lost"), "lost"))
            .output(OutputFile.file("out"))
            .build();
    JobSpec second =
        job("second")
            .input(InputFile.output(first.id(), "out", "in"))
            .input(InputFile.output(first.id(), "*", "all"))
            .build();
    Files.writeString(directory.resolve("lost"), "");
    write(
        executor.script("second", JobScript.succeed().after(Duration.ofSeconds(1))), first, second);
    assertThat(tsv().get(0)).containsEntry("bytes_in", "8").containsEntry("bytes_out", "10");
    assertThat(tsv().get(1)).containsEntry("bytes_in", "20").containsEntry("bytes_out", "0");
  }

  @Test
  void nothingOfAJobEndsItsCellOrTheElementThatItStandsIn() throws IOException {
    JobFailure failure = JobFailure.of(FailureKind.STAGE_IN, HOSTILE);
    Node node = new Node(HOSTILE, Optional.of(HOSTILE), Node.Lease.SPOT);
    JobScript script =
        JobScript.failWith(failure)
            .pending(Duration.ofMinutes(1), PendingReason.of(PendingReason.Cause.OTHER, HOSTILE))
            .on(node);
    write(executor.script("a", script), job("a").label("name", "</script><b>&\u202e").build());
    String page = Files.readString(directory.resolve("report.html"));
    assertThat(page).contains("\\u003C/script\\u003E").doesNotContain("<b>", "taken'<");
    assertThat(page.split("<script", -1)).hasSize(3);
    assertThat(page.split("</script", -1)).hasSize(3);
    assertThat(page).doesNotContain("<!--");
    List<Map<String, String>> lines = tsv();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).get("message")).contains("\\t\\r\\n\\\\");
    assertThat(json().path("jobs").path(0).path("failure").path("message").asText())
        .isEqualTo(HOSTILE.replace('\ud83d', '?'));
  }

  @Test
  void noSecretNoCommandAndNoEnvironmentIsInIt() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "hunter2");
    JobSpec job =
        JobSpec.builder("a")
            .command("login", "--token", "sesame")
            .environment("PASSWORD", "swordfish")
            .secret("TOKEN", SecretRef.of("file:" + secret))
            .input(InputFile.content("mellon", "text"))
            .build();
    executor.script("a", JobScript.exitWith(1).logging("rosebud"));
    write(executor, job);
    for (String file : List.of("report.html", "trace.tsv", "trace.json")) {
      assertThat(Files.readString(directory.resolve(file)))
          .contains("a")
          .doesNotContain("hunter2", "sesame", "swordfish", "mellon", "rosebud", secret.toString());
    }
  }

  @Test
  void liveJobsAreToldUpToNow() throws IOException {
    executor.script("endless", JobScript.hang());
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(spec())) {
      RunReport report = RunReport.of(run, Prices.none(), clock);
      run.submit(job("endless").build());
      clock.advance(Duration.ofHours(2));
      report.write(directory);
      assertThat(json().path("to").asText()).isEqualTo("2024-03-01T10:00:00Z");
      assertThat(tsv().get(0)).containsEntry("state", "RUNNING").containsEntry("ended", "");
      run.cancel();
      clock.advance(Duration.ofHours(1));
      report.write(directory);
    }
    assertThat(tsv().get(0)).containsEntry("state", "CANCELLED").containsEntry("run_s", "7200.000");
  }

  @Test
  void reportThatComesLateTellsTheAttemptsBefore() throws IOException {
    JobScript first = JobScript.preempted().after(Duration.ofHours(1)).using(took(1));
    JobScript second = JobScript.succeed().after(Duration.ofHours(2)).using(took(2));
    executor.script("early", first.then(second));
    try (InMemoryExecutor open = executor.build()) {
      WorkflowRun run = open.start(spec());
      run.submit(job("early").build());
      clock.advance(Duration.ofDays(1));
      open.crash();
      try (InMemoryExecutor other = open.anotherDriver();
          WorkflowRun found = other.attach(run.id())) {
        RunReport.of(found, Prices.none(), clock).write(directory);
      }
    }
    assertThat(tsv()).extracting(line -> line.get("run_s")).containsExactly("3600.000", "7200.000");
    assertThat(json().path("from").asText()).isEqualTo("2024-03-01T08:00:00Z");
  }

  @Test
  void reportCanBeWrittenAfterTheRunWasClosed() throws IOException {
    RunReport report = write(executor, job("a").build());
    report.writeTsv(directory.resolve("again.tsv"));
    report.writeJson(directory.resolve("again.json"));
    report.writeHtml(directory.resolve("again.html"));
    assertThat(directory.resolve("again.tsv"))
        .hasSameTextualContentAs(directory.resolve("trace.tsv"));
    assertThat(directory.resolve("again.json"))
        .hasSameTextualContentAs(directory.resolve("trace.json"));
    assertThat(directory.resolve("again.html"))
        .hasSameTextualContentAs(directory.resolve("report.html"));
  }

  @Test
  void runWithoutJobsHasAReport() throws IOException {
    write(executor);
    assertThat(tsv()).isEmpty();
    assertThat(json().path("jobs")).isEmpty();
    assertThat(directory.resolve("report.html")).content().contains("Run rivers");
  }

  @Test
  void fileThatCannotBeWrittenIsAnErrorAndLeavesNothing() throws IOException {
    RunReport report = write(executor, job("a").build());
    assertThatThrownBy(() -> report.writeTsv(directory.resolve("no/where.tsv")))
        .isInstanceOf(NoSuchFileException.class);
    Path taken = directory.resolve("taken");
    Files.createDirectories(taken.resolve("below"));
    assertThatThrownBy(() -> report.writeTsv(taken)).isInstanceOf(IOException.class);
    assertThat(taken).isDirectory();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("report.html", "trace.tsv", "trace.json", "taken");
    }
  }

  @Test
  void tenThousandJobsMakeAPageOfAFewMegabytes() throws IOException {
    ReportedRun.of(10_000).write(directory);
    assertThat(Files.size(directory.resolve("report.html"))).isBetween(1_000_000L, 4_000_000L);
    assertThat(tsv()).hasSizeGreaterThan(10_000);
  }

  private RunReport write(InMemoryExecutor.Builder executor, JobSpec... jobs) throws IOException {
    return write(executor, Prices.none(), jobs);
  }

  private RunReport write(InMemoryExecutor.Builder executor, Prices prices, JobSpec... jobs)
      throws IOException {
    RunReport report;
    try (InMemoryExecutor open = executor.build();
        WorkflowRun run = open.start(spec())) {
      report = RunReport.of(run, prices, clock);
      run.submit(List.of(jobs)).forEach(outcome -> outcome.orElseThrow());
      clock.advance(Duration.ofDays(1));
    }
    report.write(directory);
    return report;
  }

  private static WorkflowSpec spec() {
    return WorkflowSpec.of(RunId.of("rivers"));
  }

  private static Usage took(int hours) {
    return new Usage(Optional.of(Duration.ofHours(hours)), Optional.empty(), Optional.empty());
  }

  private static JobSpec.Builder job(String id) {
    return JobSpec.builder(id).command("x");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("trace.json").toFile());
  }

  private List<Map<String, String>> tsv() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("trace.tsv"));
    String[] names = lines.get(0).split("\t", -1);
    List<Map<String, String>> table = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      assertThat(cells).hasSameSizeAs(names);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], cells[i]);
      }
      table.add(row);
    }
    return table;
  }
}
