package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Outputs are where they were promised before a job has succeeded. */
public abstract class OutputsContract extends ContractTopic {
  /** For subclasses. */
  protected OutputsContract() {}

  private static JobSpec.Builder with(JobSpec.Builder job, OutputFile... outputs) {
    List.of(outputs).forEach(job::output);
    return job;
  }

  private static List<String> filesBelow(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private JobFailure failure(FailureKind kind, JobSpec.Builder job) throws Exception {
    JobResult result = await(job);
    JobFailure failure = result.failure().orElseThrow();
    assertThat(result.state()).isEqualTo(JobState.FAILED);
    assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
    return failure;
  }

  private JobSpec.Builder makesFiles(String id) {
    return job(
        id,
        Step.write("f", "1"),
        Step.write("d/x.txt", "22"),
        Step.write("d/e/y.txt", "333"),
        Step.write("d/z", "4444"));
  }

  @Test
  void everyShapeGoesToALocalPath() throws Exception {
    Path out = path("out");

    await(
            with(
                makesFiles("job"),
                OutputFile.file("f").to(out.resolve("deep/renamed")),
                OutputFile.directory("d").to(out.resolve("all")),
                OutputFile.glob("**/*.txt").to(out.resolve("some"))))
        .orElseThrow();

    assertThat(filesBelow(out))
        .containsExactly(
            "all/e/y.txt", "all/x.txt", "all/z", "deep/renamed", "some/d/e/y.txt", "some/d/x.txt");
    assertThat(out.resolve("deep/renamed")).hasContent("1");
    assertThat(out.resolve("some/d/e/y.txt")).hasContent("333");
  }

  @Test
  void everyShapeGoesToTheRunsStore() throws Exception {
    JobResult result =
        await(
            with(
                makesFiles("job"),
                OutputFile.file("f"),
                OutputFile.directory("d/e"),
                OutputFile.glob("d/*")));

    assertThat(result.orElseThrow().outputs())
        .extracting(output -> output.path().value())
        .containsExactly("d/e/y.txt", "d/x.txt", "d/z", "f");
    await(
            job("taker", Step.list("in", path("found").toString()))
                .input(InputFile.output(JobId.of("job"), "**", "in")))
        .orElseThrow();
    assertThat(Files.readAllLines(path("found")))
        .containsExactly("./d/e/y.txt", "./d/x.txt", "./d/z", "./f");
  }

  @Test
  void wholeDirectoryOfTheJobCanBeAnOutput() throws Exception {
    await(with(makesFiles("job"), OutputFile.directory(".").to(path("out")))).orElseThrow();

    assertThat(filesBelow(path("out"))).contains("d/e/y.txt", "d/x.txt", "d/z", "f");
  }

  @Test
  void resultNamesEveryDeliveredFileWithPlaceAndSizeSortedByPath() throws Exception {
    Path out = path("out");

    List<DeliveredFile> outputs =
        await(
                with(
                    makesFiles("job"),
                    OutputFile.glob("d/**").to(out),
                    OutputFile.file("f").to(out.resolve("f"))))
            .outputs();

    assertThat(outputs)
        .extracting(output -> output.path().value())
        .containsExactly("d/e/y.txt", "d/x.txt", "d/z", "f");
    assertThat(outputs).extracting(DeliveredFile::size).containsExactly(3L, 2L, 4L, 1L);
    assertThat(outputs)
        .allSatisfy(output -> assertThat(Path.of(output.location())).hasSize(output.size()));
  }

  @Test
  void bytesOfAnOutputStayAsTheyWere() throws Exception {
    byte[] all = new byte[70_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 37 + i / 256);
    }
    Path in = Files.write(path("all"), all);

    await(
            job("job", Step.copy("in", "out"))
                .input(InputFile.file(in, "in"))
                .output(OutputFile.file("out").to(path("copy"))))
        .orElseThrow();

    assertThat(path("copy")).hasBinaryContent(all);
  }

  @Test
  void successIsToldOnlyAfterEveryRequiredOutputIsThere() throws Exception {
    Path out = path("out");
    CompletableFuture<Boolean> there = new CompletableFuture<>();
    CompletableFuture<Boolean> thereAtResult = new CompletableFuture<>();
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                if (status.state() == JobState.SUCCEEDED) {
                  there.complete(Files.exists(out));
                }
              }

              @Override
              public void onResult(JobHandle job, JobResult result) {
                thereAtResult.complete(Files.exists(out));
              }
            });

    JobHandle job = submit(with(job("job", Step.write("f", "x")), OutputFile.file("f").to(out)));
    CompletableFuture<Boolean> thereAtFuture = job.result().thenApply(it -> Files.exists(out));

    assertThat(await("result", thereAtFuture)).as("there when the future completes").isTrue();
    assertThat(await("status", there)).as("there when the status is told").isTrue();
    assertThat(await("result", thereAtResult)).as("there when the result is told").isTrue();
  }

  @Test
  void conditionSaysAfterWhichEndAnOutputIsDelivered() throws Exception {
    for (int code : List.of(0, 1)) {
      String id = "exit" + code;
      await(
          with(
              job(id, Step.write("f", "x"), Step.exit(code)),
              OutputFile.file("f").to(path(id + "/success")),
              OutputFile.file("f").to(path(id + "/failure")).when(OutputFile.Condition.ON_FAILURE),
              OutputFile.file("f").to(path(id + "/always")).when(OutputFile.Condition.ALWAYS)));
    }

    assertThat(filesBelow(path("exit0"))).containsExactly("always", "success");
    assertThat(filesBelow(path("exit1"))).containsExactly("always", "failure");
  }

  @Test
  void outputsOnFailureAreDeliveredAfterATimeoutToo() throws Exception {
    failure(
        FailureKind.RUN_TIMEOUT,
        with(
            job("job", Step.write("f", "x"), Step.hang())
                .timeouts(Timeouts.ofRun(Duration.ofMillis(400))),
            OutputFile.file("f").to(path("out")).when(OutputFile.Condition.ON_FAILURE)));

    assertThat(path("out")).hasContent("x");
  }

  @Test
  void missingRequiredOutputFailsTheJobAndIsNamed() throws Exception {
    for (OutputFile missing :
        List.of(
            OutputFile.file("no/file"), OutputFile.directory("no/dir"), OutputFile.glob("*.no"))) {
      JobFailure failure =
          failure(FailureKind.STAGE_OUT, with(job("no-" + missing.shape()), missing));

      assertThat(failure.message()).contains(missing.path());
    }
  }

  @Test
  void missingOptionalOutputFailsNothing() throws Exception {
    JobResult result =
        await(
            with(
                job("job"),
                OutputFile.file("no").optional(),
                OutputFile.directory("no").optional(),
                OutputFile.glob("**/*.no").optional()));

    assertThat(result.orElseThrow().outputs()).isEmpty();
  }

  @Test
  void failureOfTheCommandStandsWhateverHappensToTheOutputs() throws Exception {
    failure(
        FailureKind.USER_EXIT,
        with(
            job("job", Step.exit(3)),
            OutputFile.file("no"),
            OutputFile.file("no2").when(OutputFile.Condition.ALWAYS),
            OutputFile.file("no3").when(OutputFile.Condition.ON_FAILURE)));
  }

  @Test
  void deliveryTakesThePlaceOfAnOldFile() throws Exception {
    Path out = write("out", "something old and long");

    await(with(job("job", Step.write("f", "new")), OutputFile.file("f").to(out))).orElseThrow();

    assertThat(out).hasContent("new");
  }

  @Test
  void readerSeesTheOldFileOrTheWholeNewOne() throws Exception {
    String old = "o".repeat(40_000);
    String fresh = "n".repeat(40_000);
    Path out = write("out", old);
    JobHandle job = submit(with(job("job", Step.write("f", fresh)), OutputFile.file("f").to(out)));

    until(
        "it ends",
        () -> {
          assertThat(read(out)).isIn(old, fresh);
          return job.status().state().isTerminal();
        });

    assertThat(await(job).succeeded()).isTrue();
    assertThat(read(out)).isEqualTo(fresh);
    assertThat(filesBelow(fixture().scratch()))
        .as("files beside the target")
        .allMatch(file -> file.equals("out") || !file.startsWith("out"));
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new AssertionError("the target was gone for a moment", e);
    }
  }

  @Test
  void outputsOfAFailedAttemptNeverMixWithThoseOfTheNext() throws Exception {
    JobResult result =
        await(
            with(
                    job(
                        "job",
                        Step.upTo(1, Step.write("d/old", "x")),
                        Step.failFirst(1, 1),
                        Step.write("d/new", "x")),
                    OutputFile.directory("d").when(OutputFile.Condition.ALWAYS))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build()));

    assertThat(result.orElseThrow().outputs())
        .extracting(output -> output.path().value())
        .containsExactly("d/new");
    await(
            job("taker", Step.list("in", path("found").toString()))
                .input(InputFile.output(JobId.of("job"), "d/*", "in")))
        .orElseThrow();
    assertThat(Files.readAllLines(path("found"))).containsExactly("./d/new");
  }

  @Test
  void outputOfAFailedJobIsInItsResult() throws Exception {
    JobResult result =
        await(
            with(
                job("job", Step.write("f", "why"), Step.exit(1)),
                OutputFile.file("f").to(path("out")).when(OutputFile.Condition.ON_FAILURE)));

    assertThat(result.state()).isEqualTo(JobState.FAILED);
    assertThat(result.outputs())
        .singleElement()
        .satisfies(output -> assertThat(output.size()).isEqualTo(3));
  }

  @Test
  void oddNamesAreDeliveredAsTheyAre() throws Exception {
    String odd = " a  'b' \"c\" $d;*[e] ü€";

    await(
            with(
                job("job", Step.write("d/" + odd, "x")),
                OutputFile.directory("d").to(path("all")),
                OutputFile.file("d/" + odd).to(path("one"))))
        .orElseThrow();

    assertThat(path("all").resolve(odd)).hasContent("x");
    assertThat(path("one")).hasContent("x");
  }
}
