package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
}
