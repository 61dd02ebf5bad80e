package io.github.lighterman.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Outputs are there in time, whole, and as the command has left them. */
public abstract class DeliveryContract extends ContractTopic {
  /** For subclasses. */
  protected DeliveryContract() {}

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
