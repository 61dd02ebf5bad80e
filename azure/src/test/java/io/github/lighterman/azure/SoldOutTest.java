package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolsRig.LARGE;
import static io.github.lighterman.azure.PoolsRig.SMALL;
import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sizes of which the cloud has no machine, or too few, or less than the account's quota. */
final class SoldOutTest {
  private static final String SIZE = SMALL.vmSize();

  @Test
  void tasksGoToAnotherPoolWithAllThatWaitsForThemAndRunOnce() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().limitDedicatedCapacity(SIZE, 0);
      WorkflowRun run = pools.start(SMALL, LARGE);
      JobHandle first = Rig.submit(run, Rig.any("first"));
      JobHandle second = Rig.submit(run, Rig.any("second").dependsOn(first.id()));
      JobHandle third = Rig.submit(run, Rig.any("third").dependsOn(second.id()));

      assertThat(Rig.await(third)).succeeded().afterAttempts(1);
      // Ends that are found in one look are told in any order.
      assertThat(Rig.await(first)).succeeded().afterAttempts(1);
      assertThat(pools.ran()).containsExactly("first@large", "second@large", "third@large");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void sizeIsPassedOverForAPauseAndThenUsedAgain() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().limitDedicatedCapacity(SIZE, 0);
      WorkflowRun run = pools.start(SMALL, LARGE);
      Rig.await(Rig.submit(run, Rig.any("moves")));

      pools.rig.batch().limitDedicatedCapacity(SIZE, 10);
      Rig.await(Rig.submit(run, Rig.any("early")));
      pools.pass(Duration.ofMinutes(16));
      Rig.await(Rig.submit(run, Rig.any("late")));

      assertThat(pools.ran()).containsExactly("moves@large", "early@large", "late@small");
    }
  }

  @Test
  void fixedPoolAsksAgainByItselfUntilItHasItsNodes() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().limitDedicatedCapacity(SIZE, 0);
      WorkflowRun run = pools.start(SMALL);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      assertThat(Rig.pending(job, PendingReason.Cause.NO_NODE))
          .contains("small gets no machine", "AllocationFailed", "another size");

      pools.rig.batch().limitDedicatedCapacity(SIZE, 1);
      pools.pass(Duration.ofMinutes(5));

      assertThat(Rig.await(job)).succeeded().afterAttempts(1);
      assertThat(pools.pool(run, "small").nodes()).hasSize(1);
    }
  }

  @Test
  void jobFailsForCapacityOnceItsPatienceIsOver() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().limitDedicatedCapacity(SIZE, 0);
      WorkflowRun run = pools.start(SMALL);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      JobHandle after = Rig.submit(run, Rig.any("after").dependsOn(job.id()));
      Rig.pending(job, PendingReason.Cause.NO_NODE);

      pools.pass(PoolsRig.LONG);

      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.CAPACITY)
          .withMessageContaining("AllocationFailed")
          .withMessageContaining("PT30M");
      assertThat(Rig.await(after)).cancelled().withKind(FailureKind.UPSTREAM);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void patienceOfAJobThatComesLaterBeginsWithIt() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().limitDedicatedCapacity(SIZE, 0);
      WorkflowRun run = pools.start(SMALL);
      JobHandle early = Rig.submit(run, Rig.any("early"));
      Rig.pending(early, PendingReason.Cause.NO_NODE);
      pools.pass(PoolsRig.LONG);
      Rig.await(early);

      JobHandle late = Rig.submit(run, Rig.any("late"));
      Rig.pending(late, PendingReason.Cause.NO_NODE);
      assertThat(late).isLive();
      pools.rig.batch().limitDedicatedCapacity(SIZE, 1);
      pools.pass(Duration.ofMinutes(1));
      assertThat(Rig.await(late)).succeeded();
    }
  }

  @Test
  void reasonDoesNotChangeToAndFroWhileThePoolAsksAgain() throws Exception {
    try (PoolsRig pools =
        new PoolsRig(Rig::byName, settings -> settings.allocationTime(Duration.ofMillis(150)))) {
      pools.rig.batch().limitDedicatedCapacity(SIZE, 0);
      WorkflowRun run = pools.start(SMALL);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      String told = Rig.pending(job, PendingReason.Cause.NO_NODE);
      while (!told.contains("AllocationFailed")) {
        told = Rig.pending(job, PendingReason.Cause.NO_NODE);
      }
      long resizes = pools.rig.batch().requestCount("Pool_Resize");

      for (int i = 0; i < 3; i++) {
        long before = resizes + i;
        pools.pass(Duration.ofMinutes(5));
        Rig.until("it asks again", () -> pools.rig.batch().requestCount("Pool_Resize") > before);
        assertThat(Rig.pending(job, PendingReason.Cause.NO_NODE)).isEqualTo(told);
      }
    }
  }

  @Test
  void jobsRunWithinTheQuotaOfCoresOneAfterTheOther() throws Exception {
    PoolSpec wide = SMALL.toBuilder().scale(PoolScale.fixed(8, 0)).build();
    try (PoolsRig pools =
        new PoolsRig(
            order -> Rig.byName(order).after(Duration.ofMillis(100)),
            settings -> settings.dedicatedCoreQuota(10))) {
      WorkflowRun run = pools.start(wide);
      for (int i = 0; i < 20; i++) {
        Rig.submit(run, Rig.any("job" + i));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(Rig.await(run.job(JobId.of("job" + i)).orElseThrow())).succeeded();
      }
      assertThat(pools.pool(run, "small").nodes()).hasSize(5);
      assertThat(pools.ran()).hasSize(20);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void jobsThatWaitForARoomInTheQuotaAreToldSo() throws Exception {
    PoolSpec wide = SMALL.toBuilder().scale(PoolScale.fixed(8, 0)).build();
    try (PoolsRig pools = new PoolsRig(Rig::byName, it -> it.dedicatedCoreQuota(10))) {
      WorkflowRun run = pools.start(wide);
      for (int i = 0; i < 5; i++) {
        Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang" + i)));
      }
      JobHandle waits = Rig.submit(run, Rig.any("waits"));

      assertThat(Rig.pending(waits, PendingReason.Cause.QUOTA))
          .contains("fewer machines than it wants", "AccountCoreQuotaReached", "greater quota");
      pools.pass(PoolsRig.LONG);
      run.job(JobId.of("hang0")).orElseThrow().cancel();
      assertThat(Rig.await(waits)).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN))
          .leftNothing()
          .cancelledJobs("hang0", "hang1", "hang2", "hang3", "hang4");
    }
  }

  @Test
  void jobsOfAPoolThatTheQuotaNeverAllowsFailForIt() throws Exception {
    PoolSpec huge = PoolsRig.spec("huge", "Standard_D16s_v5");
    try (PoolsRig pools = new PoolsRig(Rig::byName, it -> it.dedicatedCoreQuota(10))) {
      WorkflowRun run = pools.start(huge);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      assertThat(Rig.pending(job, PendingReason.Cause.QUOTA)).contains("huge gets no machine");

      pools.pass(PoolsRig.LONG);

      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.QUOTA)
          .withMessageContaining("huge")
          .withMessageContaining("AccountCoreQuotaReached")
          .withMessageContaining("ask for a greater quota, or for fewer or smaller machines");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }
}
