package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Resources;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What jobs are told of pools that can't have them, and what becomes of pools of our own. */
final class PoolTroubleTest {
  private static final Timeouts SOON = Timeouts.none().withQueue(Duration.ofMillis(700));
  private static final PoolSpec SPEC = PoolSpec.of("Standard_D2s_v5", 2).withSlotsPerNode(2);

  @ParameterizedTest
  @CsvSource({
    "CORE_QUOTA, QUOTA, AccountCoreQuotaReached",
    "ALLOCATION_FAILED, NO_NODE, AllocationFailed",
    "NODE_UNUSABLE, POOL_BROKEN, unusable"
  })
  void jobThatFindsNoMachineIsToldWhyAndFailsOnceAfterItsQueueTimeout(
      Fault fault, PendingReason.Cause cause, String word) throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2, settings -> settings.inject(FaultRule.of(fault)))) {
      WorkflowRun run = rig.start();
      JobHandle patient = Rig.submit(run, Rig.any("patient"));
      JobHandle hasty = Rig.submit(run, Rig.any("hasty").timeouts(SOON));

      assertThat(Rig.pending(patient, cause)).contains(word, rig.pool());
      assertThat(Rig.await(hasty))
          .failed()
          .withKind(FailureKind.QUEUE_TIMEOUT)
          .withMessageContaining(word)
          .afterAttempts(1);
      assertThat(patient).isIn(JobState.QUEUED);
      assertThat(run.close(ClosePolicy.CLEAN)).cancelledJobs("patient");
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void startTaskThatFailsIsTold() throws Exception {
    try (Rig rig =
        Rig.scripted(
            Rig::byName, 0, settings -> settings.inject(FaultRule.of(Fault.START_TASK_FAILED)))) {
      rig.batch()
          .seed(
              """
              {"pools": [{
                "id": "started", "vmSize": "standard_d2s_v5",
                "virtualMachineConfiguration": {
                  "imageReference": {
                    "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
                  "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
                "startTask": {"commandLine": "prepare", "waitForSuccess": true},
                "targetDedicatedNodes": 1, "taskSlotsPerNode": 1}]}
              """);
      WorkflowRun run = rig.start(config -> config.pool(PoolChoice.existing("started")));

      assertThat(Rig.pending(Rig.submit(run, Rig.any("job")), PendingReason.Cause.POOL_BROKEN))
          .contains("starttaskfailed", "FailureExitCode");
    }
  }

  @Test
  void jobThatWaitsForPoolThatIsDeletedIsTold() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang")));
      JobHandle job =
          Rig.submit(run, Rig.any("job").timeouts(SOON.withQueue(Duration.ofSeconds(2))));
      Rig.pending(job, PendingReason.Cause.BUSY);

      rig.gateway().deletePool(rig.pool());

      Rig.pending(job, PendingReason.Cause.POOL_BROKEN);
      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.QUEUE_TIMEOUT)
          .withMessageContaining(rig.pool());
      assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();
    }
  }

  @Test
  void jobThatComesWhenThePoolIsGoneFailsForThat() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start();
      rig.gateway().deletePool(rig.pool());
      Rig.until("it's gone", () -> rig.gateway().pool(rig.pool()).isEmpty());

      assertThat(Rig.await(Rig.submit(run, Rig.any("job").timeouts(SOON))))
          .failed()
          .withMessageContaining(rig.pool());
    }
  }

  @Test
  void jobsThatNoNodeCanHoldOrWhoseImageCannotRunAreRejected() {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      List<SubmitOutcome> outcomes =
          rig.start()
              .submit(
                  List.of(
                      Rig.any("big").resources(Resources.builder().cpus(3).build()).build(),
                      Rig.any("image").image("alpine").build(),
                      Rig.any("good").build()));

      assertThat(outcomes)
          .extracting(SubmitOutcome::isAccepted)
          .containsExactly(false, false, true);
      assertThat(outcomes.get(0).problems().get(0).toString()).contains("2 cores");
      assertThat(outcomes.get(1).problems().get(0).toString()).contains("container");
    }
  }

  @ParameterizedTest
  @CsvSource({"CLEAN, true", "CLEAN, false", "KEEP, true", "KEEP, false", "DETACH, true"})
  void poolOfOursGoesWithTheRun(ClosePolicy policy, boolean good) throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun run = rig.start(config -> config.pool(SPEC));
      assertThat(rig.batch().requestCount("Pool_Add")).isZero();

      Rig.await(Rig.submit(run, Rig.any(good ? "good" : "fails")));
      BatchSnapshot.PoolView pool = ours(rig);
      assertThat(pool.id()).isEqualTo("lm_" + run.id());
      assertThat(pool.slotsPerNode()).isEqualTo(2);
      assertThat(pool.nodes()).hasSize(2);

      assertThat(run.close(policy)).deletedAllItShould();
      // Batch takes its time over the deletion.
      assertThat(rig.batch().snapshot().pools())
          .filteredOn(it -> !it.state().equals("deleting"))
          .extracting(BatchSnapshot.PoolView::id)
          .containsExactly(rig.pool());
      assertThat(rig.leftovers().isEmpty()).isEqualTo(policy == ClosePolicy.CLEAN);
    }
  }

  private static BatchSnapshot.PoolView ours(Rig rig) {
    return rig.batch().snapshot().pools().stream()
        .filter(pool -> !pool.id().equals(rig.pool()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void poolOfOursStaysWithJobsThatRunOnAndGoesWithThem() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun left = rig.start(config -> config.pool(SPEC));
      Rig.in(JobState.RUNNING, Rig.submit(left, Rig.any("hang")));

      assertThat(left.close(ClosePolicy.DETACH)).detachedJobs("hang");
      assertThat(ours(rig).state()).isEqualTo("active");

      WorkflowRun run = rig.open(config -> config.pool(SPEC)).attach(left.id());
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing().cancelledJobs("hang");
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void poolOfDriverThatFellBeforeItsBatchJobWasMadeGoesWithTheNext() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      AzureBatchExecutor gone = rig.open(config -> config.pool(SPEC).retryTime(Duration.ZERO));
      WorkflowRun left = gone.start(WorkflowSpec.of(rig.run()));
      rig.batch().inject(FaultRule.of(Fault.UNAVAILABLE).on("Job_Add"));
      Rig.pending(Rig.submit(left, Rig.any("job")), PendingReason.Cause.OTHER);
      gone.halt();
      rig.batch().clearFaults();
      assertThat(ours(rig).state()).isEqualTo("active");

      WorkflowRun run = rig.open(config -> config.pool(SPEC)).attach(left.id());
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void jobsWaitForAnEndOfPoolQuota() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      rig.batch().inject(FaultRule.of(Fault.POOL_QUOTA));
      WorkflowRun run = rig.start(config -> config.pool(SPEC));
      JobHandle hasty = Rig.submit(run, Rig.any("hasty").timeouts(SOON));
      JobHandle patient = Rig.submit(run, Rig.any("patient"));

      assertThat(Rig.pending(patient, PendingReason.Cause.QUOTA)).contains("PoolQuotaReached");
      assertThat(Rig.await(hasty))
          .failed()
          .withKind(FailureKind.QUEUE_TIMEOUT)
          .withMessageContaining("PoolQuotaReached");
      rig.batch().clearFaults();
      assertThat(Rig.await(patient)).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void jobsWaitForAnEndOfTheQuotaOfActiveJobsAndOthersGoOn() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2, settings -> settings.activeJobQuota(1))) {
      AzureBatchExecutor executor = rig.open();
      WorkflowRun first = executor.start(WorkflowSpec.of(rig.run()));
      WorkflowRun second = executor.start(WorkflowSpec.of(rig.run()));
      Rig.in(JobState.RUNNING, Rig.submit(first, Rig.any("hang")));
      JobHandle waits = Rig.submit(second, Rig.any("waits"));

      assertThat(Rig.pending(waits, PendingReason.Cause.QUOTA))
          .contains("ActiveJobAndScheduleQuotaReached");
      assertThat(Rig.await(Rig.submit(first, Rig.any("goes-on")))).succeeded();
      assertThat(first.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(Rig.await(waits)).succeeded();
    }
  }

  @Test
  void poolOfTheSameRunInAnotherContainerIsLeftAlone() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      WorkflowRun first = rig.start(config -> config.pool(SPEC));
      Rig.await(Rig.submit(first, Rig.any("job")));
      rig.blobs().createContainer("another");
      WorkflowRun second =
          rig.open(config -> config.pool(SPEC).container("another"))
              .start(WorkflowSpec.of(first.id()));

      assertThat(Rig.await(Rig.submit(second, Rig.any("job"))))
          .failed()
          .withKind(FailureKind.INVALID_SPEC)
          .withMessageContaining("another id");
      CloseReport report = second.close(ClosePolicy.CLEAN);

      assertThat(report).leftNothing();
      assertThat(ours(rig).state()).isEqualTo("active");
      assertThat(first.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }
}
