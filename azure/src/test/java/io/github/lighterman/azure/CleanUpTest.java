package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.testing.LeakCheck;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What closing a run leaves, and for how long it takes, whatever does not work. */
final class CleanUpTest {
  @RegisterExtension
  final LeakCheck leaks =
      LeakCheck.create()
          .allowing("azure-sdk-global-thread-", "shared by all clients of the SDK")
          .allowing("parallel-", "shared by all of Reactor")
          .allowing(
              "OkHttp TaskRunner", "shared by all of OkHttp, and ends a minute after its work")
          .allowing("Okio Watchdog", "shared by all of Okio, and ends a minute after its work");

  @ParameterizedTest
  @EnumSource
  void runWithoutJobsClosesTwiceWithoutTrouble(ClosePolicy policy) throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();

      CloseReport report = run.close(policy);

      assertThat(report).deletedAllItShould();
      assertThat(run.close(ClosePolicy.CLEAN)).isSameAs(report);
      assertThat(rig.batch().requestCount("Job_Add")).isZero();
      assertThat(rig.leftovers().isEmpty())
          .isEqualTo(policy == ClosePolicy.CLEAN || policy == ClosePolicy.CLEAN_IF_SUCCEEDED);
    }
  }

  @Test
  void whatCannotBeDeletedWhileBatchIsDownIsNamedAndDeletedByTheNextDriver() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun left = impatient(rig);
      Rig.in(JobState.RUNNING, Rig.submit(left, Rig.any("hang")));
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE));

      long start = System.nanoTime();
      CloseReport report = left.close(ClosePolicy.CLEAN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(report.failed())
          .anyMatch(it -> it.contains("Batch job lm_" + left.id() + "_1"))
          .anyMatch(it -> it.contains("job hang"));

      rig.batch().clearFaults();
      WorkflowRun run = rig.open().attach(left.id());
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void batchJobThatBatchDoesNotKnowYetIsDeletedAllTheSame() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      rig.batch()
          .inject(
              FaultRule.of(Fault.JOB_NOT_FOUND)
                  .withTime(Duration.ofMinutes(1))
                  .on("Job_Delete")
                  .times(3));
      Rig.await(Rig.submit(run, Rig.any("job")));

      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();

      assertThat(rig.batch().requestCount("Job_Delete")).isEqualTo(4);
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void whatCannotBeDeletedWhileStorageIsDownIsNamedAndDeletedByTheNextDriver() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun left = impatient(rig);
      Rig.await(Rig.submit(left, Rig.any("job")));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));

      long start = System.nanoTime();
      CloseReport report = left.close(ClosePolicy.CLEAN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(report.failed()).anyMatch(it -> it.contains("blobs of run " + left.id()));

      rig.blobs().clearFaults();
      WorkflowRun run = rig.open().attach(left.id());
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void executorThatIsClosedDuringALookWarnsOfNothing() throws Exception {
    try (LogRecords records = LogRecords.capture();
        Rig rig = Rig.scripted(Rig::byName, 1)) {
      AzureBatchExecutor executor = rig.open();
      WorkflowRun run = executor.start(WorkflowSpec.of(RunId.of("closed-during-a-look")));
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      rig.batch()
          .inject(FaultRule.of(Fault.SLOW_ANSWER).on("Task_List").withTime(Duration.ofSeconds(5)));
      long before = rig.batch().requestCount("Task_List");
      Rig.until("a look has begun", () -> rig.batch().requestCount("Task_List") > before);

      executor.halt();

      assertThat(records.text()).contains("The tasks of lm_closed-during-a-look_1 can't be seen");
      assertThat(records.warnings()).noneMatch(it -> it.contains("lm_closed-during-a-look"));
    }
  }

  private static WorkflowRun impatient(Rig rig) {
    return rig.start(
        config -> config.retryTime(Duration.ofMillis(100)).closeGrace(Duration.ofMillis(500)));
  }

  @Test
  void jobThatCouldNotBeSentWhenTheRunWasLeftIsSentByTheNextDriver() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun left = impatient(rig);
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE));
      Rig.submit(left, Rig.any("job"));
      assertThat(left.close(ClosePolicy.DETACH).failed())
          .anyMatch(it -> it.contains("job job") && it.contains("attach"));

      rig.batch().clearFaults();
      WorkflowRun run = rig.open().attach(left.id());
      assertThat(Rig.await(run.job(JobId.of("job")).orElseThrow())).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void runOfDriverThatFallsEndsByItselfWithOutputsAndLogs() throws Exception {
    try (Rig rig = Rig.real()) {
      AzureBatchExecutor gone = rig.open();
      WorkflowRun left = gone.start(WorkflowSpec.of(rig.run()));
      Rig.submit(
          left,
          JobSpec.builder("first")
              .shell(
                  "while [ ! -e " + rig.path("gate") + " ]; do sleep 0.02; done; echo x | tee out")
              .output(OutputFile.file("out")));
      Rig.submit(left, rig.job("second").dependsOn(JobId.of("first")));
      Rig.until("both are there", () -> rig.states().size() == 2);
      Rig.until("it will end by itself", () -> rig.batch().requestCount("Job_Patch") > 0);
      gone.halt();

      java.nio.file.Files.createFile(rig.path("gate"));

      Rig.until("it has ended", () -> rig.jobs().get(0).state().equals("completed"));
      RunLayout layout = new RunLayout(rig.config().prefix(), left.id(), InputCache.RUN);
      assertThat(rig.ran()).containsExactly("second");
      assertThat(rig.blobNames())
          .contains(
              layout.store(JobId.of("first")) + "out",
              layout.logs(new TaskId(JobId.of("first"), 1)) + "stdout.txt",
              layout.logs(new TaskId(JobId.of("second"), 1)) + "stderr.txt");
    }
  }

  @Test
  void batchJobOfTheSameRunInAnotherContainerIsLeftAlone() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2)) {
      WorkflowRun first = rig.start();
      JobHandle hang = Rig.in(JobState.RUNNING, Rig.submit(first, Rig.any("hang")));
      rig.blobs().createContainer("another");
      AzureBatchExecutor executor = rig.open(config -> config.container("another"));
      WorkflowRun second = executor.start(WorkflowSpec.of(first.id()));
      assertThat(Rig.await(Rig.submit(second, Rig.any("job"))))
          .failed()
          .withKind(FailureKind.INVALID_SPEC)
          .withMessageContaining("another id");
      assertThat(second.close(ClosePolicy.DETACH)).deletedAllItShould();

      WorkflowRun again = executor.attach(first.id());
      assertThat(again.jobs()).hasSize(1);
      assertThat(again.close(ClosePolicy.CLEAN)).leftNothing();

      assertThat(hang).isIn(JobState.RUNNING);
      assertThat(rig.states()).containsEntry("hang", "running");
      assertThat(first.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void driverWhoseRunAnotherHasTakenDoesNothingMoreAndTheOtherGoesOn() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2)) {
      WorkflowRun first = rig.start();
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(first, Rig.any("hang")));
      RunLayout layout = new RunLayout(rig.config().prefix(), first.id(), InputCache.RUN);
      // As if the first had been silent for so long that another could take the run.
      rig.upload(layout.driver(), "{\"driver\":\"another\"}");
      WorkflowRun second = rig.open().attach(first.id());

      assertThatThrownBy(() -> Rig.await(job))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RunClosedException.class);
      assertThatThrownBy(() -> first.submit(List.of(Rig.any("more").build())))
          .isInstanceOf(RunClosedException.class);
      assertThat(first.close(ClosePolicy.CLEAN).failed())
          .anyMatch(it -> it.contains("another driver"));

      assertThat(Rig.await(Rig.submit(second, Rig.any("job")))).succeeded();
      assertThat(second.job(job.id()).orElseThrow()).isIn(JobState.RUNNING);
      assertThat(second.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
      assertThat(rig.leftovers()).isEmpty();
    }
  }
}
