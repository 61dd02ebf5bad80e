package io.github.lighterman.local;

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
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.staging.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalOutputsTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private static JobSpec.Builder job(String script, OutputFile... outputs) {
    JobSpec.Builder job = JobSpec.builder("job").shell(script);
    List.of(outputs).forEach(job::output);
    return job;
  }

  private String failed(FailureKind kind, JobSpec.Builder job) throws Exception {
    JobFailure failure = local.await(job).failure().orElseThrow();
    assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
    return failure.message();
  }

  private static List<String> filesBelow(Path directory) throws IOException {
    return new FileTree(directory).files(FileTree.Links.FOLLOW, path -> true);
  }

  @Test
  void everyShapeGoesToALocalPath() throws Exception {
    Path out = local.path("out");

    JobResult result =
        local.await(
            job(
                "mkdir -p d/e; echo 1 >f; echo 2 >d/x.txt; echo 3 >d/e/y.txt; echo 4 >d/z",
                OutputFile.file("f").to(out.resolve("renamed")),
                OutputFile.directory("d").to(out.resolve("all")),
                OutputFile.glob("**/*.txt").to(out.resolve("some"))));

    assertThat(filesBelow(out))
        .containsExactly(
            "all/e/y.txt", "all/x.txt", "all/z", "renamed", "some/d/e/y.txt", "some/d/x.txt");
    assertThat(result.outputs())
        .allSatisfy(file -> assertThat(Path.of(file.location())).hasSize(file.size()));
    assertThat(result.outputs()).extracting(file -> file.path().value()).contains("d/e/y.txt");
  }

  @Test
  void everyShapeGoesToAFileAddress() throws Exception {
    Path out = local.path("o ut");

    local.await(
        job(
            "mkdir d; echo 1 >f; echo 2 >d/x",
            OutputFile.file("f").to(out.resolve("f").toUri()),
            OutputFile.directory("d").to(out.resolve("d").toUri())));

    assertThat(filesBelow(out)).containsExactly("d/x", "f");
  }

  @Test
  void wholeDirectoryOfTheJobCanBeAnOutput() throws Exception {
    local.await(job("mkdir d; : >a; : >d/b", OutputFile.directory(".").to(local.path("out"))));

    assertThat(filesBelow(local.path("out"))).containsExactly("a", "d/b");
  }

  @Test
  void conditionSaysAfterWhichEndAnOutputIsDelivered() throws Exception {
    for (String end : List.of("true", "false")) {
      local.await(
          JobSpec.builder(end)
              .shell("echo x >f; " + end)
              .output(OutputFile.file("f").to(local.path(end + "/success")))
              .output(
                  OutputFile.file("f")
                      .to(local.path(end + "/failure"))
                      .when(OutputFile.Condition.ON_FAILURE))
              .output(
                  OutputFile.file("f")
                      .to(local.path(end + "/always"))
                      .when(OutputFile.Condition.ALWAYS)));
    }

    assertThat(filesBelow(local.path("true"))).containsExactly("always", "success");
    assertThat(filesBelow(local.path("false"))).containsExactly("always", "failure");
  }

  @Test
  void outputsOnFailureAreDeliveredAfterATimeoutToo() throws Exception {
    Path out = local.path("out");

    failed(
        FailureKind.RUN_TIMEOUT,
        job(
                "echo x >f; exec sleep 1000",
                OutputFile.file("f").to(out).when(OutputFile.Condition.ON_FAILURE))
            .timeouts(Timeouts.ofRun(Duration.ofMillis(300))));

    assertThat(out).hasContent("x");
  }

  @Test
  void missingRequiredOutputFailsTheJobAndDeliversNothing() throws Exception {
    Path there = local.path("there");
    for (OutputFile missing :
        List.of(OutputFile.file("none"), OutputFile.directory("none"), OutputFile.glob("*.none"))) {
      String message =
          failed(
              FailureKind.STAGE_OUT,
              JobSpec.builder("job-" + missing.shape())
                  .shell("echo x >f")
                  .output(OutputFile.file("f").to(there))
                  .output(missing));

      assertThat(message).contains("'" + missing.path() + "'", "the command ended well");
      assertThat(there).doesNotExist();
    }
  }

  @Test
  void missingOptionalOutputFailsNothing() throws Exception {
    assertThat(
            local
                .await(
                    job(
                        "true",
                        OutputFile.file("none").optional(),
                        OutputFile.directory("none").optional(),
                        OutputFile.glob("**/*.none").optional()))
                .orElseThrow()
                .outputs())
        .isEmpty();
  }

  @Test
  void failureOfTheCommandStandsWhateverHappensToTheOutputs() throws Exception {
    assertThat(
            failed(
                FailureKind.USER_EXIT,
                job(
                    "exit 3",
                    OutputFile.file("none").when(OutputFile.Condition.ALWAYS),
                    OutputFile.file("none2").when(OutputFile.Condition.ON_FAILURE))))
        .contains("code 3");
  }

  @Test
  void executableBitOfAnOutputIsKept() throws Exception {
    local.await(job("echo >tool; chmod 755 tool", OutputFile.file("tool").to(local.path("tool"))));

    assertThat(local.path("tool")).isExecutable();
  }

  @Test
  void readerNeverSeesHalfAFile() throws Exception {
    Path out = local.path("out");
    int size = 20_000_000;
    Files.write(out, new byte[size]);
    var job =
        local
            .run()
            .submit(
                job(
                        "head -c " + size + " /dev/zero | tr '\\0' x >f; ln f g",
                        OutputFile.file("f").to(out))
                    .build());

    byte[] first = new byte[1];
    for (int i = 0; i < 2_000_000 && !job.status().state().isTerminal(); i++) {
      try (var in = Files.newByteChannel(out)) {
        assertThat(in.size()).isEqualTo(size);
        in.read(ByteBuffer.wrap(first));
        assertThat(first[0]).isIn((byte) 0, (byte) 'x');
      }
    }

    LocalExecutorExtension.await(job).orElseThrow();
    assertThat(Files.readAllBytes(out)).containsOnly('x');
    assertThat(local.path("")).isDirectoryNotContaining("glob:**/.staging-*");
  }

  @Test
  void outputsOfAFailedAttemptNeverMixWithThoseOfTheNext() throws Exception {
    JobResult result =
        local.await(
            job(
                    "mkdir d; touch d/$LIGHTERMAN_ATTEMPT; test $LIGHTERMAN_ATTEMPT = 2",
                    OutputFile.directory("d").when(OutputFile.Condition.ALWAYS))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build()));

    assertThat(result.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result.outputs()).extracting(DeliveredFile::path).hasToString("[d/2]");
    assertThat(
            local.outputOf(
                JobSpec.builder("next")
                    .shell("ls in/d")
                    .input(InputFile.output(JobId.of("job"), "d/*", "in"))))
        .isEqualTo("2\n");
  }

  @Test
  void ownerOfADeliveredFileMayChangeItWithoutChangingAnother() throws Exception {
    Path original = local.write("original", "x");
    Path copy = local.path("copy");
    Path shared = local.path("shared");

    local.await(
        job(
                "echo x >f",
                OutputFile.file("f"),
                OutputFile.file("f").to(copy),
                OutputFile.file("in").to(shared))
            .input(InputFile.file(original, "in").readOnly()));
    Files.writeString(copy, "changed");
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(shared, "changed");

    assertThat(
            local.outputOf(
                JobSpec.builder("next")
                    .shell("cat f in")
                    .input(InputFile.output(JobId.of("job"), "f", "f"))
                    .input(InputFile.file(original, "in").readOnly())))
        .isEqualTo("x\nx");
  }
}
