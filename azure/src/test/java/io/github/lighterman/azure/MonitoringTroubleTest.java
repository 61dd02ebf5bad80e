package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen of tasks that fare ill. */
final class MonitoringTroubleTest {
  @Test
  void taskThatSomebodyDeletesIsInDoubtAndThenLost() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));

      rig.gateway().deleteTask(rig.jobs().get(0).id(), "hang");

      Rig.in(JobState.LOST, job);
      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.LOST)
          .withMessageContaining("deleted");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void taskThatComesBackWithinTheGraceIsLostNoMore() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2)) {
      WorkflowRun run =
          rig.start(config -> config.pollInterval(Duration.ofMillis(20), Duration.ofMillis(200)));
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      // Lest the Batch job ends for lack of tasks.
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang-2")));
      String batchJob = rig.jobs().get(0).id();

      rig.gateway().deleteTask(batchJob, "hang");
      Rig.in(JobState.LOST, job);
      rig.gateway().addTasks(batchJob, List.of(task(job)));

      Rig.in(JobState.RUNNING, job);
      job.cancel();
      assertThat(Rig.await(job)).cancelled();
    }
  }

  private static BatchTask task(JobHandle job) {
    return new BatchTask(
        job.id().value(),
        job.id() + ", attempt 1",
        "anything",
        Map.of(),
        Optional.empty(),
        new BatchTask.Files(List.of(), List.of()),
        new BatchTask.Demand(1, Optional.empty(), Duration.ofDays(1), Elevation.NON_ADMIN),
        List.of());
  }

  @Test
  void jobsOfBatchJobThatSomebodyDeletesAreLostAndTriedAgainInTheNext() throws Exception {
    try (Rig rig =
        Rig.scripted(
            order ->
                "1".equals(order.work().environment().get("LIGHTERMAN_ATTEMPT"))
                    ? TaskScript.succeed().after(Duration.ofDays(1))
                    : TaskScript.succeed(),
            1)) {
      WorkflowRun run = rig.start(config -> config.retryTime(Duration.ofMillis(500)));
      RetryPolicy again = RetryPolicy.builder().retry(FailureKind.LOST, 1).build();
      JobHandle runs = Rig.submit(run, Rig.any("runs").retry(again));
      Rig.in(JobState.RUNNING, runs);
      JobHandle waits = Rig.submit(run, Rig.any("waits").retry(again));
      JobHandle blocked = Rig.submit(run, Rig.any("blocked").retry(again).dependsOn(waits.id()));
      Rig.until("all are there", () -> rig.states().size() == 3);

      rig.gateway().deleteJob(rig.jobs().get(0).id());

      assertThat(Rig.await(runs)).succeeded().afterAttempts(2);
      assertThat(Rig.await(waits)).succeeded().afterAttempts(2);
      assertThat(Rig.await(blocked)).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void jobsOfBatchJobThatSomebodyEndsDoNotWaitForEver() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      JobHandle runs = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      JobHandle waits = Rig.submit(run, Rig.any("waits"));
      Rig.until("it's there", () -> rig.states().containsKey("waits"));

      rig.gateway().terminateJob(rig.jobs().get(0).id(), "enough");

      assertThat(Rig.await(runs)).cancelled().withMessageContaining("somebody else");
      assertThat(Rig.await(waits)).failed().withKind(FailureKind.LOST);
      assertThat(Rig.await(Rig.submit(run, Rig.any("later")))).succeeded();
    }
  }

  @Test
  void staleListsDelayWhatIsSeenAndNothingElse() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 4)) {
      rig.batch().inject(FaultRule.of(Fault.STALE_LIST).withTime(Duration.ofMillis(300)).times(20));
      WorkflowRun run = rig.start();
      List<JobHandle> jobs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        jobs.add(Rig.submit(run, Rig.any((i % 4 == 0 ? "fail-" : "job-") + i)));
      }

      for (JobHandle job : jobs) {
        JobResult result = Rig.await(job);
        assertThat(result.state())
            .isEqualTo(job.id().value().startsWith("fail") ? JobState.FAILED : JobState.SUCCEEDED);
      }
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Task_Terminate", "Task_Delete"})
  void batchJobThatIsNotKnownEverywhereYetIsNotTakenToBeGone(String operation) throws Exception {
    try (Rig rig =
        Rig.scripted(
            order ->
                "1".equals(order.work().environment().get("LIGHTERMAN_ATTEMPT"))
                        && Rig.id(order).equals("again")
                    ? TaskScript.exit(7)
                    : Rig.byName(order),
            2)) {
      rig.batch()
          .inject(
              FaultRule.of(Fault.JOB_NOT_FOUND)
                  .withTime(Duration.ofMinutes(1))
                  .on(operation)
                  .times(1));
      WorkflowRun run = rig.start();
      RetryPolicy onceMore = RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build();
      JobHandle again = Rig.submit(run, Rig.any("again").retry(onceMore));
      JobHandle hangs = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      hangs.cancel();

      assertThat(Rig.await(hangs)).cancelled();
      assertThat(Rig.await(again)).succeeded().afterAttempts(2);
      assertThat(rig.batch().faultCount(Fault.JOB_NOT_FOUND)).isOne();
    }
  }

  @Test
  void staleListIsNoLossOfTheNode() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      List<JobHandle> first = new ArrayList<>();
      Rig.until(
          "no slot is free",
          () -> {
            first.add(Rig.submit(run, Rig.any("hang-first-" + first.size())));
            return rig.states().containsValue("active");
          });
      JobHandle job = Rig.submit(run, Rig.any("hang"));
      Rig.until("it waits", () -> "active".equals(rig.states().get("hang")));
      // Lists of now come first, so that it's seen running, and then those of when it waited.
      rig.batch()
          .inject(
              FaultRule.of(Fault.STALE_LIST)
                  .withTime(Duration.ofHours(1))
                  .on("Task_List")
                  .after(6));
      first.forEach(JobHandle::cancel);
      Rig.in(JobState.RUNNING, job);
      Rig.until(
          "it's seen waiting",
          () -> rig.batch().faultCount(Fault.STALE_LIST) > 3 || job.status().state().isTerminal());
      rig.batch().clearFaults();
      job.cancel();

      assertThat(Rig.await(job)).cancelled().afterAttempts(1);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DiskFull, DISK_FULL",
    "BlobNotFound, STAGE_IN",
    "BlobAccessDenied, ACCESS_DENIED",
    "ContainerInvalidImage, IMAGE",
    "CommandProgramNotFound, IMAGE",
    "MaxInternalRetryCountReached, NODE_LOST",
    "NeverHeardOf, NODE_LOST"
  })
  void taskThatNeverStartedFailsForItsReason(String code, FailureKind kind) throws Exception {
    TaskOutcome outcome =
        TaskOutcome.notStarted(
            TaskFailure.ofServer(
                code, "It is so", new TaskFailure.Detail("Url", "https://x.example/c?sig=SECRET")));
    try (Rig rig = Rig.scripted(order -> TaskScript.end(outcome), 1)) {
      JobResult result = Rig.await(Rig.submit(rig.start(), Rig.any("job")));

      assertThat(result).failed().withKind(kind).withMessageContaining("It is so");
      assertThat(result.failure().orElseThrow().code()).contains(code);
      assertThat(result.exitCode()).isEmpty();
      assertThat(result.toString()).doesNotContain("SECRET");
    }
  }

  @Test
  void taskThatFailsAfterItsCommandFailsForThat() throws Exception {
    TaskOutcome outcome = TaskOutcome.failed(0, TaskFailure.ofServer("DiskFull", "No room"));
    try (Rig rig = Rig.scripted(order -> TaskScript.end(outcome), 1)) {
      assertThat(Rig.await(Rig.submit(rig.start(), Rig.any("job"))))
          .failed()
          .withKind(FailureKind.DISK_FULL);
    }
  }

  @Test
  void sweepOverThousandJobsTakesFewRequests() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 8)) {
      Duration interval = Duration.ofMillis(200);
      WorkflowRun run = rig.start(config -> config.pollInterval(interval, interval));
      List<JobSpec> specs = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        specs.add(Rig.any("hang-" + i).build());
      }
      run.submit(specs);
      Rig.until("all are there", () -> rig.states().size() == 1000);
      Rig.until(
          "all are seen",
          () ->
              run.jobs().stream().filter(job -> job.status().pending().isPresent()).count() > 900);

      long before = rig.batch().requestCount();
      long start = System.nanoTime();
      Rig.until("ten sweeps", () -> System.nanoTime() - start > 10 * interval.toNanos());
      long sweeps = (System.nanoTime() - start) / interval.toNanos() + 1;

      assertThat(rig.batch().requestCount() - before).isBetween(1L, 5 * sweeps);
    }
  }

  @ParameterizedTest
  @CsvSource({"NODE_PREEMPTED, PREEMPTED", "NODE_LOST, PREEMPTED"})
  void attemptWhoseNodeGoesEndsAndTheNextRunsOnAnother(Fault fault, FailureKind kind)
      throws Exception {
    // The first attempt would run for ever, so that it's seen before its node goes.
    try (Rig rig =
        Rig.scripted(
            order ->
                "1".equals(order.work().environment().get("LIGHTERMAN_ATTEMPT"))
                        && Rig.id(order).equals("job")
                    ? TaskScript.succeed().after(Duration.ofDays(1))
                    : TaskScript.succeed(),
            0)) {
      rig.batch().inject(FaultRule.of(fault).withTime(Duration.ofSeconds(3)).times(1));
      WorkflowRun run =
          rig.start(
              config ->
                  config.pool(
                      PoolSpec.builder("Standard_D2s_v5").scale(PoolScale.fixed(0, 2)).build()));
      RetryPolicy twice = RetryPolicy.builder().retry(kind, 2).build();

      JobHandle job = Rig.submit(run, spot("job").retry(twice));
      JobHandle after = Rig.submit(run, spot("after").dependsOn(job.id()));

      assertThat(Rig.await(job)).succeeded().afterAttempts(2);
      assertThat(job.attempts().get(0).failure())
          .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(kind));
      assertThat(Rig.await(after)).succeeded();
      assertThat(rig.batch().faultCount(fault)).isEqualTo(1);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  private static JobSpec.Builder spot(String id) {
    return Rig.any(id).resources(Resources.builder().spot(Spot.ALLOW).build());
  }
}
