package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.blob.BlobPermission;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What becomes of jobs if their nodes can't upload what they should. */
final class UploadTroubleTest {
  private static Rig rig(Predicate<String> brokenPatterns) {
    return Rig.of(settings -> settings.execution(new BrokenUploads(brokenPatterns)), 2);
  }

  private static boolean isLogOrMarker(String pattern) {
    return pattern.startsWith("../");
  }

  @Test
  void jobWhoseLogsAloneAreNotUploadedSucceedsAndWhatWaitsForItGoesOn() throws Exception {
    try (Rig rig = rig(UploadTroubleTest::isLogOrMarker)) {
      WorkflowRun run = rig.start();
      JobHandle first =
          Rig.submit(
              run,
              JobSpec.builder("first")
                  .shell("echo said; echo done > out")
                  .output(OutputFile.file("out")));
      JobHandle second =
          Rig.submit(
              run,
              JobSpec.builder("second")
                  .shell("cat in")
                  .input(InputFile.output(JobId.of("first"), "out", "in")));
      JobHandle third = Rig.submit(run, rig.job("third").dependsOn(second.id(), first.id()));

      assertThat(Rig.await(third)).succeeded();
      assertThat(Rig.await(first)).succeeded().withExitCode(0).deliveredOutputs("out");
      assertThat(first).printed("said\n");
      assertThat(second).printed("done\n");
      assertThat(rig.ran()).containsExactly("third");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void nextDriverLetsGoOnWhatWaitsForJobWhoseLogsWereNotUploaded() throws Exception {
    try (Rig rig = rig(UploadTroubleTest::isLogOrMarker)) {
      AzureBatchExecutor gone = rig.open();
      WorkflowRun left = gone.start(io.github.lighterman.WorkflowSpec.of(rig.run()));
      Rig.submit(left, rig.job("first"));
      Rig.submit(left, rig.job("second").dependsOn(JobId.of("first")));
      Rig.until("both are at Batch", () -> rig.states().size() == 2);
      gone.halt();
      Rig.until("the first is over", () -> "completed".equals(rig.states().get("first")));

      WorkflowRun run = rig.open().attach(left.id());

      assertThat(Rig.await(run.job(JobId.of("second")).orElseThrow())).succeeded();
      assertThat(rig.ran()).containsExactly("first", "second");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void exitCodeThatIsAcceptedIsKnownWithoutUploads() throws Exception {
    try (Rig rig = rig(UploadTroubleTest::isLogOrMarker)) {
      WorkflowRun run = rig.start();
      JobHandle job =
          Rig.submit(run, JobSpec.builder("job").shell("exit 4").acceptedExitCodes(Set.of(3, 4)));

      assertThat(Rig.await(job)).succeeded().withExitCode(4);
    }
  }

  @Test
  void failureOfTheCommandStandsAndItsLogsAreBroughtAllTheSame() throws Exception {
    try (Rig rig = rig(pattern -> true)) {
      WorkflowRun run = rig.start();
      JobHandle job =
          Rig.submit(
              run,
              JobSpec.builder("job")
                  .shell("echo why >&2; echo so > trace; exit 4")
                  .output(OutputFile.file("trace").when(OutputFile.Condition.ALWAYS)));

      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.USER_EXIT)
          .withExitCode(4)
          .deliveredOutputs("trace");
      assertThat(job).printedError("why\n");
    }
  }

  @Test
  void outputsThatANodeMayNotUploadAreBroughtByTheDriver() throws Exception {
    try (Rig rig = rig(pattern -> true)) {
      WorkflowRun run = rig.start();
      JobHandle job =
          Rig.submit(
              run,
              JobSpec.builder("job")
                  .shell("mkdir -p d/e; echo 1 > d/e/1; echo 2 > d/2; echo 3 > 3")
                  .output(OutputFile.directory("d"))
                  .output(OutputFile.glob("*").to(rig.path("here"))));
      JobHandle next =
          Rig.submit(
              run,
              JobSpec.builder("next")
                  .shell("cat in/d/*/* in/d/*")
                  .input(InputFile.output(job.id(), "d/**", "in")));

      Rig.await(next);
      assertThat(Rig.await(job)).succeeded().deliveredOutputs("3", "d/2", "d/e/1");
      assertThat(Files.readString(rig.path("here/3"))).isEqualTo("3\n");
      assertThat(next).printed("1\n2\n");
    }
  }

  @Test
  void missingOutputIsMissingWhateverElseFails() throws Exception {
    try (Rig rig = rig(pattern -> true)) {
      JobHandle job =
          Rig.submit(
              rig.start(), JobSpec.builder("job").shell("true").output(OutputFile.file("out")));

      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.STAGE_OUT)
          .withMessageContaining("'out'");
    }
  }

  @Test
  void outputToContainerThatIsNotThereFailsTheJobAndNoSignatureIsTold() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun run = rig.start();
      String sas = rig.blobs().sas("nowhere", Duration.ofHours(1), BlobPermission.WRITE);
      JobHandle job =
          Rig.submit(
              run,
              JobSpec.builder("job")
                  .shell("echo x > out")
                  .output(
                      OutputFile.file("out")
                          .to(URI.create(rig.blobs().url("nowhere", "there") + "?" + sas))));
      JobHandle next = Rig.submit(run, rig.job("next").dependsOn(job.id()));

      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.STAGE_OUT)
          .withMessageContaining("nowhere");
      assertThat(Rig.await(job).toString()).doesNotContain("sig=");
      assertThat(Rig.await(next)).cancelled();
      assertThat(rig.ran()).isEmpty();
    }
  }

  @Test
  void outputsGoToAddressesInOurContainerAndInOthers() throws Exception {
    try (Rig rig = Rig.real()) {
      rig.blobs().createContainer("other");
      String sas = rig.blobs().sas("other", Duration.ofHours(1), BlobPermission.WRITE);
      URI ours = rig.blobs().url(rig.config().container(), "named/so");
      JobHandle job =
          Rig.submit(
              rig.start(),
              JobSpec.builder("job")
                  .shell("echo x > out; mkdir d; echo y > d/y")
                  .output(OutputFile.file("out").to(ours))
                  .output(
                      OutputFile.directory("d")
                          .to(URI.create(rig.blobs().url("other", "several") + "?" + sas))));

      assertThat(Rig.await(job)).succeeded().deliveredOutputs("out");
      assertThat(rig.blobs().content(rig.config().container(), "named/so"))
          .hasValueSatisfying(bytes -> assertThat(new String(bytes, UTF_8)).isEqualTo("x\n"));
      assertThat(rig.blobs().content("other", "several/d/y"))
          .hasValueSatisfying(bytes -> assertThat(new String(bytes, UTF_8)).isEqualTo("y\n"));
    }
  }

  @Test
  void patternThatMatchesNothingIsAsRequiredAsItSays() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun run = rig.start();
      JobHandle optional =
          Rig.submit(
              run,
              JobSpec.builder("optional").shell("true").output(OutputFile.glob("*.x").optional()));
      JobHandle required =
          Rig.submit(run, JobSpec.builder("required").shell("true").output(OutputFile.glob("*.x")));

      assertThat(Rig.await(optional)).succeeded().deliveredOutputs();
      assertThat(Rig.await(required))
          .failed()
          .withKind(FailureKind.STAGE_OUT)
          .withMessageContaining("*.x");
    }
  }
}
