package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolsRig.LARGE;
import static io.github.lighterman.azure.PoolsRig.SMALL;
import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the trouble with a pool, waiting for it and closing a run come to an end. */
final class TroubledCloseTest {
  private static final Duration BOUND = Duration.ofSeconds(15);
  private static final PoolSpec SPOT =
      SMALL.toBuilder().name("spot").scale(PoolScale.fixed(0, 1)).build();

  @ParameterizedTest
  @CsvSource({
    "CORE_QUOTA, QUOTA, AccountCoreQuotaReached",
    "ALLOCATION_FAILED, NO_NODE, AllocationFailed",
    "ALLOCATION_TIMED_OUT, NO_NODE, has no machine yet",
    "NODE_UNUSABLE, POOL_BROKEN, unusable",
    "START_TASK_FAILED, POOL_BROKEN, starttaskfailed",
    "POOL_QUOTA, QUOTA, PoolQuotaReached"
  })
  void queueTimeoutTellsTheReasonAndACloseLeavesNothing(
      Fault fault, PendingReason.Cause cause, String word) throws Exception {
    PoolSpec spec = SMALL.toBuilder().startTask(StartTask.of("prepare").withRetries(0)).build();
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().inject(FaultRule.of(fault));
      WorkflowRun run = pools.start(spec);
      JobHandle patient = Rig.submit(run, Rig.any("patient"));
      Rig.submit(run, Rig.any("after").dependsOn(patient.id()));
      Rig.until("it's told", () -> Rig.pending(patient, cause).contains(word));
      JobHandle hasty =
          Rig.submit(
              run, Rig.any("hasty").timeouts(Timeouts.none().withQueue(Duration.ofMillis(900))));
      JobHandle cancelled = Rig.submit(run, Rig.any("cancelled"));
      cancelled.cancel();

      assertThat(Rig.await(cancelled)).cancelled();
      assertThat(Rig.await(hasty))
          .failed()
          .withKind(FailureKind.QUEUE_TIMEOUT)
          .withMessageContaining(word);
      long start = System.nanoTime();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      assertThat(pools.rig.leftovers()).isEmpty();
      assertThat(pools.ran()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ALLOCATION_FAILED", "NODE_UNUSABLE"})
  void closeWhileTasksAreTakenToAnotherPoolLeavesNothing(Fault fault) throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().inject(FaultRule.of(fault).onSizes(SMALL.vmSize()));
      WorkflowRun run = pools.start(SMALL, LARGE);
      List<JobHandle> jobs = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        jobs.add(Rig.submit(run, Rig.any("hang" + i)));
      }
      Rig.until("some move", () -> pools.ran().stream().anyMatch(it -> it.endsWith("large")));

      long start = System.nanoTime();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      assertThat(pools.rig.leftovers()).isEmpty();
      assertThat(jobs).allSatisfy(job -> assertThat(job).cancelled());
    }
  }

  @Test
  void manyTasksThatMoveRunOnceEach() throws Exception {
    PoolSpec large = LARGE.toBuilder().slotsPerNode(4).scale(PoolScale.fixed(5, 0)).build();
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().limitDedicatedCapacity(SMALL.vmSize(), 0);
      WorkflowRun run = pools.start(SMALL, large);
      List<JobHandle> jobs = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        var job = Rig.any("j" + i);
        jobs.add(Rig.submit(run, i % 3 == 0 ? job : job.dependsOn(jobs.get(i - i % 3).id())));
      }
      for (JobHandle job : jobs) {
        assertThat(Rig.await(job)).succeeded().afterAttempts(1);
      }
      assertThat(pools.ran()).hasSize(300).doesNotHaveDuplicates();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void jobsGoElsewhereWhenAllSpotNodesOfTheirPoolWereTakenAway() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SPOT, LARGE);
      Resources either = Resources.builder().spot(Spot.ALLOW).build();
      Rig.await(Rig.submit(run, Rig.any("first").resources(either)));
      assertThat(pools.ran()).containsExactly("first@spot");
      pools
          .rig
          .batch()
          .preemptNode(pools.pool(run, "spot").id(), pools.pool(run, "spot").nodes().get(0).id());

      assertThat(Rig.await(Rig.submit(run, Rig.any("second").resources(either)))).succeeded();
      assertThat(pools.ran()).containsExactly("first@spot", "second@large");
    }
  }
}
