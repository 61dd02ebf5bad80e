package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.BlobFault;
import io.github.lighterman.testing.blob.BlobFaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** That as many jobs come out as went in, each having run once, whatever happens on the way. */
final class SubmissionTroubleTest {
  private static final int JOBS = 15;

  /** Which tasks were started, once for each time that they were. */
  private final Queue<String> started = new ConcurrentLinkedQueue<>();

  private TaskScript counted(TaskOrder order) {
    started.add(Rig.id(order));
    return Rig.byName(order);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "CONNECTION_RESET",
        "UNAVAILABLE",
        "BAD_GATEWAY",
        "INTERNAL_ERROR",
        "JOB_NOT_FOUND",
        "STALE_LIST",
        "TASK_NOT_ADDED",
        "CONNECTION_RESET_AFTER_WRITE",
        "TRUNCATED_ANSWER"
      })
  void noJobIsLostOrRunsTwiceWhileTheServiceFails(Fault fault) throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 4)) {
      rig.batch().inject(rule(fault).withProbability(0.4, 7).times(60));
      submitAndCount(rig);
    }
  }

  private static FaultRule rule(Fault fault) {
    FaultRule rule = FaultRule.of(fault);
    return fault == Fault.JOB_NOT_FOUND || fault == Fault.STALE_LIST
        ? rule.withTime(Duration.ofMillis(300))
        : rule;
  }

  @Test
  void serviceThatIsBusyIsAskedAgainWhenItSays() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 4)) {
      for (Fault fault : List.of(Fault.TOO_MANY_REQUESTS, Fault.SERVER_BUSY)) {
        rig.batch()
            .inject(
                FaultRule.of(fault)
                    .withTime(Duration.ofSeconds(1))
                    .on("Task_AddCollection", "Job_Add")
                    .times(1));
      }
      submitAndCount(rig);
    }
  }

  @Test
  void allFaultsAtOnceLoseNothing() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 4)) {
      int seed = 1;
      for (Fault fault :
          List.of(
              Fault.CONNECTION_RESET,
              Fault.BAD_GATEWAY,
              Fault.INTERNAL_ERROR,
              Fault.TASK_NOT_ADDED,
              Fault.CONNECTION_RESET_AFTER_WRITE,
              Fault.TRUNCATED_ANSWER)) {
        rig.batch().inject(FaultRule.of(fault).withProbability(0.15, seed++).times(30));
      }
      rig.blobs()
          .inject(BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY).withProbability(0.1, 1).times(20));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).withProbability(0.1, 2).times(20));
      submitAndCount(rig);
    }
  }

  @Test
  void outageOfBothServicesThatNoRequestOutlastsLosesNothing() throws Exception {
    Duration retryTime = Duration.ofMillis(100);
    try (Rig rig = Rig.scripted(this::counted, 2)) {
      // The run is another's to take after the lease, and lasts till then.
      WorkflowRun run =
          rig.start(config -> config.retryTime(retryTime).driverLease(Duration.ofMinutes(1)));
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      List<JobSpec> specs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        JobSpec.Builder job = Rig.any("job-" + i).input(InputFile.content("" + i, "in"));
        specs.add((i % 3 == 0 ? job : job.dependsOn(specs.get(i - 1).id())).build());
      }
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE));
      List<JobHandle> jobs = run.submit(specs).stream().map(SubmitOutcome::orElseThrow).toList();
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));
      long start = System.nanoTime();

      // As many as fit into the time, each with all its tries.
      Rig.until("it lasts", () -> System.nanoTime() - start > retryTime.multipliedBy(20).toNanos());
      assertThat(rig.batch().faultCount(Fault.UNAVAILABLE)).isGreaterThan(10);
      assertThat(started).containsExactly("hang");
      rig.batch().clearFaults();
      rig.blobs().clearFaults();

      for (JobHandle job : jobs) {
        assertThat(Rig.await(job)).succeeded().afterAttempts(1);
      }
      assertThat(started).hasSize(JOBS + 1).doesNotHaveDuplicates();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  private void submitAndCount(Rig rig) throws Exception {
    WorkflowRun run = rig.start();
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      JobSpec.Builder job = Rig.any("job-" + i);
      specs.add((i % 3 == 0 ? job : job.dependsOn(specs.get(i - 1).id())).build());
    }
    List<JobHandle> jobs = run.submit(specs).stream().map(SubmitOutcome::orElseThrow).toList();

    for (JobHandle job : jobs) {
      assertThat(Rig.await(job)).succeeded().afterAttempts(1);
    }
    assertThat(started)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, JOBS).mapToObj(i -> "job-" + i).toList());
    assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void jobThatIsCancelledWhileNobodyKnowsWhetherItGotThereEndsThere() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 1)) {
      WorkflowRun run = rig.start(config -> config.retryTime(Duration.ZERO));
      rig.batch().inject(FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE).on("Task_AddCollection"));
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("Task_AddCollection").after(1));
      JobHandle job = Rig.submit(run, Rig.any("hang"));
      Rig.pending(job, PendingReason.Cause.OTHER);

      job.cancel();

      assertThat(Rig.await(job)).cancelled();
      assertThat(rig.states()).containsEntry("hang", "completed");
    }
  }

  @Test
  void batchJobThatHasEndedIsFollowedByTheNextAndDependenciesReachAcross() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 2)) {
      WorkflowRun run = rig.start();
      JobHandle first = Rig.submit(run, Rig.any("first"));
      JobHandle fails = Rig.submit(run, Rig.any("fails"));
      Rig.await(first);
      Rig.await(fails);
      Rig.until("it has ended by itself", () -> rig.jobs().get(0).state().equals("completed"));

      JobHandle second = Rig.submit(run, Rig.any("second").dependsOn(first.id()));
      JobHandle third = Rig.submit(run, Rig.any("third").dependsOn(second.id(), first.id()));
      JobHandle never = Rig.submit(run, Rig.any("never").dependsOn(second.id(), fails.id()));

      assertThat(Rig.await(third)).succeeded();
      assertThat(Rig.await(never)).cancelled().withKind(FailureKind.UPSTREAM);
      assertThat(started).containsExactlyInAnyOrder("first", "fails", "second", "third");
      assertThat(rig.jobs()).hasSize(2);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, UNAVAILABLE", "PT20S, UNAVAILABLE", "PT20S, TASK_NOT_ADDED"})
  void taskWhoseAnswerWasLostDoesNotRunAgainWhenItsBatchJobHasEndedSince(
      Duration retryTime, Fault later) throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 2)) {
      WorkflowRun run = rig.start(config -> config.retryTime(retryTime));
      Fault slow = Fault.SLOW_ANSWER;
      rig.batch().inject(FaultRule.of(slow).withTime(Duration.ofMillis(1)).on("Job_Patch"));
      JobHandle first = Rig.submit(run, Rig.any("hang"));
      Rig.until("it ends when all is done", () -> rig.batch().faultCount(slow) > 0);
      rig.batch()
          .inject(
              FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE).on("Task_AddCollection").times(1));
      rig.batch().inject(FaultRule.of(later).on("Task_AddCollection").after(1));
      JobHandle second = Rig.submit(run, Rig.any("second"));
      Rig.until("it has run", () -> started.contains("second"));
      first.cancel();
      Rig.until("the Batch job is over", () -> rig.jobs().get(0).state().equals("completed"));
      rig.batch().clearFaults();
      // Goes to the next Batch job, perhaps before it's known that the other did not.
      JobHandle third = Rig.submit(run, Rig.any("third").dependsOn(second.id()));

      assertThat(Rig.await(second)).succeeded().afterAttempts(1);
      assertThat(Rig.await(third)).succeeded();
      assertThat(started).containsExactly("hang", "second", "third");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void taskTooLargeForTheServiceFailsAndOthersGoOn() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 2)) {
      WorkflowRun run = rig.start();
      JobSpec.Builder large = Rig.any("large");
      for (int i = 0; i < 12; i++) {
        large.environment("V" + i, "x".repeat(100_000));
      }
      List<JobHandle> jobs =
          run
              .submit(List.of(Rig.any("before").build(), large.build(), Rig.any("after").build()))
              .stream()
              .map(SubmitOutcome::orElseThrow)
              .toList();

      assertThat(Rig.await(jobs.get(1)))
          .failed()
          .withKind(FailureKind.INVALID_SPEC)
          .withMessageContaining("1 MB");
      assertThat(Rig.await(jobs.get(0))).succeeded();
      assertThat(Rig.await(jobs.get(2))).succeeded();
    }
  }

  @Test
  void commandOf100KilobytesRuns() throws Exception {
    try (Rig rig = Rig.real()) {
      JobHandle job =
          Rig.submit(
              rig.start(), JobSpec.builder("job").command("expr", "length", "x".repeat(100_000)));

      assertThat(Rig.await(job)).succeeded();
      assertThat(job).printed("100000\n");
    }
  }

  @Test
  void cancelThatCannotBePutOnRecordSaysSoAndCanBeRepeated() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 2)) {
      WorkflowRun run = rig.start(config -> config.retryTime(Duration.ofMillis(100)));
      // Not ended by the first call, since the service can't be reached either.
      JobHandle job = Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("Task_Terminate"));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(job::cancel)
            .isInstanceOf(WorkflowException.class)
            .hasMessageContaining("not on its record")
            .extracting(e -> ((WorkflowException) e).retry())
            .isEqualTo(WorkflowException.Retry.CAN_HELP);
      }
      rig.batch().clearFaults();
      rig.blobs().clearFaults();

      job.cancel();

      assertThat(Rig.await(job)).cancelled();
    }
  }

  @Test
  void closeThatCannotPutItsCancelsOnRecordReportsThat() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 1)) {
      WorkflowRun run =
          rig.start(
              config ->
                  config.retryTime(Duration.ofMillis(100)).closeGrace(Duration.ofMillis(500)));
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      rig.blobs().inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));

      assertThat(run.close(ClosePolicy.CLEAN).failed())
          .anySatisfy(it -> assertThat(it).contains("not on its record"));
    }
  }

  @Test
  void cancelOfAllDuringSweepsReachesAll() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 8)) {
      WorkflowRun run = rig.start();
      List<JobSpec> specs =
          IntStream.range(0, 200).mapToObj(i -> Rig.any("hang-" + i).build()).toList();
      run.submit(specs);
      Rig.until("some run", () -> started.size() > 4);

      run.cancel();

      for (JobHandle job : run.jobs()) {
        assertThat(Rig.await(job)).cancelled();
      }
      assertThat(rig.states().values()).allMatch("completed"::equals);
    }
  }

  @Test
  void taskThatHadEndedWhenItWasToBeStoppedIsNoTrouble() throws Exception {
    try (Rig rig = Rig.scripted(this::counted, 1)) {
      WorkflowRun run =
          rig.start(config -> config.pollInterval(Duration.ofSeconds(1), Duration.ofSeconds(1)));
      JobHandle job = Rig.submit(run, Rig.any("job"));
      Rig.until("it's over", () -> "completed".equals(rig.states().get("job")));

      job.cancel();

      assertThat(Rig.await(job).state()).isIn(JobState.SUCCEEDED, JobState.CANCELLED);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }
}
