package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import io.github.lighterman.testing.blob.BlobOperation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver that dies in the midst of something leaves to the one that comes after it. */
final class DriverDeathTest {
  /** Has storage delete so many blobs more, and then none. */
  private static void dieAfterDeletes(Rig rig, int deletes) {
    rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.BATCH));
    rig.blobs()
        .inject(
            BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.DELETE_BLOB).after(deletes));
  }

  private static WorkflowRun impatient(Rig rig) {
    return rig.start(config -> config.retryTime(Duration.ofMillis(50)));
  }

  private static JobHandle job(WorkflowRun run, String id) {
    return run.job(JobId.of(id)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 9})
  void runThatIsHalfDeletedIsNeverRunAgainAndIsDeletedByTheNextDriver(int deletes)
      throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun left = impatient(rig);
      Rig.await(Rig.submit(left, rig.job("first"))).orElseThrow();
      Rig.await(Rig.submit(left, rig.job("second"))).orElseThrow();
      dieAfterDeletes(rig, deletes);
      left.close(ClosePolicy.CLEAN);
      rig.blobs().clearFaults();

      try {
        WorkflowRun found = rig.open().attach(left.id());
        found.awaitIdle();
        assertThat(found.jobs()).hasSize(2);
        assertThat(found.close(ClosePolicy.CLEAN)).leftNothing();
      } catch (RunNotFoundException e) {
        assertThat(rig.open().runs()).isEmpty();
      }

      assertThat(rig.leftovers()).isEmpty();
      assertThat(rig.ran()).containsExactly("first", "second");
    }
  }

  @Test
  void runThatIsHalfDeletedIsInNobodysWay() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun left = impatient(rig);
      Rig.await(Rig.submit(left, rig.job("first"))).orElseThrow();
      dieAfterDeletes(rig, 5);
      assertThat(left.close(ClosePolicy.CLEAN).failed()).isNotEmpty();
      rig.blobs().clearFaults();
      assertThat(rig.open().runs()).isEmpty();

      WorkflowRun run = rig.open().start(WorkflowSpec.of(left.id()));

      assertThat(run.jobs()).isEmpty();
      assertThat(Rig.await(Rig.submit(run, rig.job("first")))).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void outputsAreBroughtHereOnceMoreWhenTheirEndIsNotOnRecord() throws Exception {
    try (Rig rig = Rig.real()) {
      AzureBatchExecutor gone =
          rig.open(
              config -> config.retryTime(Duration.ofMillis(50)).driverLease(Duration.ofMinutes(1)));
      WorkflowRun left = gone.start(WorkflowSpec.of(rig.run()));
      JobHandle job =
          Rig.submit(
              left,
              JobSpec.builder("job")
                  .shell(
                      "while [ ! -e " + rig.path("gate") + " ]; do sleep 0.02; done; echo x > out")
                  .output(OutputFile.file("out").to(rig.path("here"))));
      Rig.in(JobState.RUNNING, job);
      // What the node uploads comes before the driver's next entry.
      rig.blobs()
          .inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.PUT_BLOB).after(4));
      Files.createFile(rig.path("gate"));
      Rig.until("it's here", () -> Files.exists(rig.path("here")));
      assertThat(job.resultNow()).isEmpty();
      gone.halt();
      Files.delete(rig.path("here"));
      rig.blobs().clearFaults();

      WorkflowRun run = rig.open().attach(left.id());

      assertThat(Rig.await(job(run, "job"))).succeeded();
      assertThat(rig.path("here")).hasContent("x");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void whatIsHalfBroughtHereWhenTheDriverDiesIsReplacedByTheWhole() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun run = rig.start();
      RunLayout layout = new RunLayout(rig.config().prefix(), run.id(), InputCache.RUN);
      Path here = rig.path("out/here");
      Path half = BlobDownload.temporary(layout.local(JobId.of("job"), 0) + "out", here);
      Files.createDirectories(rig.path("out"));
      Files.writeString(half, "a half of much more than there is");

      Rig.await(
              Rig.submit(
                  run,
                  JobSpec.builder("job")
                      .shell("echo x > out")
                      .output(OutputFile.file("out").to(here))))
          .orElseThrow();

      assertThat(rig.path("out")).isDirectoryContaining(here::equals);
      assertThat(rig.path("out")).isDirectoryNotContaining(half::equals);
      assertThat(here).hasContent("x");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void endIsToldWhenItIsOnRecordAndNotBefore() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = impatient(rig);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.PUT_BLOB));
      Rig.until("its end is seen", () -> job.status().state() == JobState.FINALIZING);
      assertThat(job.resultNow()).isEmpty();

      rig.blobs().clearFaults();

      assertThat(Rig.await(job)).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void cancelIsOnRecordWhenTheCallReturns() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      AzureBatchExecutor gone = rig.open();
      WorkflowRun left = gone.start(WorkflowSpec.of(rig.run()));
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(left, Rig.any("hang")));
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("Task_Terminate"));
      rig.blobs()
          .inject(
              BlobFaultRule.of(BlobFault.SLOW)
                  .on(BlobOperation.PUT_BLOB)
                  .lasting(Duration.ofMillis(200)));

      job.cancel();
      gone.halt();
      rig.batch().clearFaults();
      rig.blobs().clearFaults();
      WorkflowRun run = rig.open().attach(left.id());

      assertThat(Rig.await(job(run, "hang"))).cancelled().withKind(FailureKind.CANCELLED);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void runThatIsHalfMadeIsNotFoundAndIsMadeAnew() throws Exception {
    try (Rig rig = Rig.real()) {
      Files.createDirectories(rig.path("sources"));
      Files.writeString(rig.path("sources").resolve("text"), "words");
      WorkflowSpec spec = WorkflowSpec.of(rig.run()).withSources(Sources.of(rig.path("sources")));
      AzureBatchExecutor executor = rig.open(config -> config.retryTime(Duration.ofMillis(50)));
      // As if it died while the sources were uploaded.
      rig.blobs()
          .inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.PUT_BLOB).after(1));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.DELETE_BLOB));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.BATCH));
      assertThatExceptionOfType(WorkflowException.class).isThrownBy(() -> executor.start(spec));
      rig.blobs().clearFaults();
      assertThat(rig.leftovers()).isNotEmpty();

      assertThatExceptionOfType(RunNotFoundException.class)
          .isThrownBy(() -> executor.attach(spec.id()));
      WorkflowRun run = executor.start(spec);

      JobResult result =
          Rig.await(
              Rig.submit(
                  run, JobSpec.builder("job").shell("cat text").input(InputFile.sources("."))));
      assertThat(result).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void whatAnExecutorTriesOutStorageWithGoesWithTheNext() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      rig.blobs()
          .inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).on(BlobOperation.DELETE_BLOB).after(1));
      assertThatExceptionOfType(WorkflowException.class)
          .isThrownBy(() -> rig.open(config -> config.retryTime(Duration.ZERO)));
      rig.blobs().clearFaults();
      assertThat(rig.blobNames()).hasSize(1);

      rig.open();

      assertThat(rig.blobNames()).isEmpty();
    }
  }

  @Test
  void driverThatComesWhileTheRunIsDeletedIsRefused() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      Rig.await(Rig.submit(run, Rig.any("job"))).orElseThrow();
      AzureBatchExecutor other = rig.open();
      rig.batch()
          .inject(FaultRule.of(Fault.SLOW_ANSWER).on("Job_Delete").withTime(Duration.ofSeconds(1)));
      Thread closing = new Thread(() -> run.close(ClosePolicy.CLEAN));
      closing.start();
      Rig.until("it deletes", () -> rig.batch().requestCount("Job_Delete") > 0);

      List<WorkflowRun> taken = List.of();
      try {
        taken = List.of(other.attach(run.id()));
      } catch (WorkflowException e) {
        assertThat(e).isInstanceOfAny(RunInUseException.class, RunNotFoundException.class);
      }
      closing.join();

      assertThat(taken).isEmpty();
      assertThat(rig.leftovers()).isEmpty();
    }
  }
}
