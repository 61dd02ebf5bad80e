package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolsRig.LARGE;
import static io.github.lighterman.azure.PoolsRig.SMALL;
import static io.github.lighterman.azure.PoolsRig.in;
import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Backoff;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that wait for jobs in another pool, between which Batch knows of no dependencies. */
final class CrossPoolTest {
  private static final PoolSpec CHEAP =
      SMALL.toBuilder().name("spot").scale(PoolScale.fixed(0, 1)).build();

  @Test
  void chainThroughTwoPoolsRunsInOrderAndOnce() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL, LARGE);
      List<String> expected = new ArrayList<>();
      JobHandle last = Rig.submit(run, in("small", Rig.any("j0")));
      expected.add("j0@small");
      for (int i = 1; i < 12; i++) {
        String pool = i % 2 == 0 ? "small" : "large";
        last = Rig.submit(run, in(pool, Rig.any("j" + i).dependsOn(last.id())));
        expected.add("j" + i + "@" + pool);
      }

      assertThat(Rig.await(last)).succeeded();
      assertThat(pools.ran()).isEqualTo(expected);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void dependentsElsewhereEndAtOnceWhenTheirUpstreamFails() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      WorkflowRun run = pools.start(SMALL, LARGE);
      JobHandle fails = Rig.submit(run, in("small", Rig.any("fails")));
      JobHandle next = Rig.submit(run, in("large", Rig.any("next").dependsOn(fails.id())));
      JobHandle last = Rig.submit(run, in("small", Rig.any("last").dependsOn(next.id())));

      assertThat(Rig.await(next)).cancelled().withKind(FailureKind.UPSTREAM);
      assertThat(Rig.await(last)).cancelled().withKind(FailureKind.UPSTREAM);
      assertThat(pools.ran()).containsExactly("fails@small");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  /** Fails in its first attempt, which runs on a spot node. */
  private static TaskScript failsOnce(TaskOrder order) {
    return Rig.id(order).equals("first")
            && order.place().priority() != TaskOrder.NodePriority.DEDICATED
        ? TaskScript.exit(9).after(Duration.ofMillis(100))
        : Rig.byName(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spot", "large"})
  void dependentsRunThatWaitedWhereTheirUpstreamWasBeforeItsRetryElsewhere(String pool)
      throws Exception {
    try (PoolsRig pools = new PoolsRig(CrossPoolTest::failsOnce, settings -> {})) {
      WorkflowRun run = pools.start(CHEAP, LARGE);
      JobHandle first =
          Rig.submit(
              run,
              Rig.any("first")
                  .retry(
                      RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).backoff(soon()).build())
                  .resources(Resources.builder().spot(Spot.firstAttempts(1)).build()));
      JobHandle next =
          Rig.submit(
              run,
              Rig.any("next")
                  .dependsOn(first.id())
                  .resources(
                      Resources.builder()
                          .spot(Spot.ALLOW)
                          .hints(Map.of("azure-batch.pool", pool))
                          .build()));

      assertThat(Rig.await(first)).succeeded().afterAttempts(2);
      assertThat(Rig.await(next)).succeeded().afterAttempts(1);
      assertThat(pools.ran()).containsExactly("first@spot", "first@large", "next@" + pool);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  private static Backoff soon() {
    return Backoff.doubling(Duration.ofMillis(200), Duration.ofMillis(200));
  }

  @Test
  void preemptedJobGoesToDedicatedNodesAndWhatWaitsForItRuns() throws Exception {
    try (PoolsRig pools =
        new PoolsRig(
            order -> Rig.byName(order).after(Duration.ofMillis(300)),
            settings ->
                settings.inject(
                    FaultRule.of(Fault.NODE_PREEMPTED).withTime(Duration.ofMillis(50))))) {
      WorkflowRun run =
          pools.start(
              config -> config.poolPolicy(PoolPolicy.ofDefaults().withPreemptionsUntilDedicated(1)),
              CHEAP,
              LARGE);
      JobHandle first =
          Rig.submit(
              run,
              Rig.any("first")
                  .retry(
                      RetryPolicy.builder().retry(FailureKind.PREEMPTED, 3).backoff(soon()).build())
                  .resources(Resources.builder().spot(Spot.ALLOW).build()));
      JobHandle next =
          Rig.submit(
              run,
              Rig.any("next")
                  .dependsOn(first.id())
                  .resources(Resources.builder().spot(Spot.ALLOW).build()));

      assertThat(Rig.await(first)).succeeded();
      assertThat(Rig.await(next)).succeeded();
      assertThat(pools.ran()).contains("first@spot", "first@large").endsWith("next@large");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void detachNamesWhatWaitsForAnotherPoolAndAttachFinishesIt() throws Exception {
    try (PoolsRig pools =
        new PoolsRig(
            order ->
                Rig.id(order).equals("slow")
                    ? TaskScript.succeed().after(Duration.ofMillis(1500))
                    : Rig.byName(order),
            settings -> {})) {
      WorkflowRun run = pools.start(SMALL, LARGE);
      JobHandle slow = Rig.submit(run, in("small", Rig.any("slow")));
      Rig.in(JobState.RUNNING, slow);
      JobHandle near = Rig.submit(run, in("small", Rig.any("near").dependsOn(slow.id())));
      Rig.submit(run, in("large", Rig.any("far").dependsOn(slow.id())));
      Rig.until("near is at Batch", () -> pools.rig.states().containsKey("near"));

      CloseReport report = run.close(ClosePolicy.DETACH);

      assertThat(report.failed()).singleElement().asString().contains("job far", "attach");
      WorkflowRun again = pools.attach(run.id(), SMALL, LARGE);
      assertThat(Rig.await(again.job(near.id()).orElseThrow())).succeeded();
      assertThat(again.job(JobId.of("far")).orElseThrow().result().get(20, TimeUnit.SECONDS))
          .succeeded();
      assertThat(pools.ran()).containsExactlyInAnyOrder("slow@small", "near@small", "far@large");
      assertThat(again.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void dependentsRunWhoseUpstreamWasTakenElsewhereWhenTheDriverFell() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      AzureBatchExecutor gone = pools.open(config -> config, SMALL, LARGE);
      WorkflowRun left = gone.start(WorkflowSpec.of(pools.rig.run()));
      JobHandle hang = Rig.submit(left, in("small", Rig.any("hang")));
      Rig.in(JobState.RUNNING, hang);
      JobHandle first = Rig.submit(left, Rig.any("first"));
      JobHandle next = Rig.submit(left, in("small", Rig.any("next").dependsOn(first.id())));
      Rig.until("both are at Batch", () -> pools.rig.states().size() == 3);
      gone.halt();
      // As if it had been taken back from a pool that has no machine.
      pools.rig.gateway().deleteTask(TaskNames.job(left.id(), 1), "first");
      PoolSpec other = SMALL.toBuilder().vmSize("Standard_D8s_v5").build();

      WorkflowRun run = pools.attach(left.id(), LARGE, other);

      assertThat(Rig.await(run.job(first.id()).orElseThrow())).succeeded();
      run.job(hang.id()).orElseThrow().cancel();
      assertThat(Rig.await(run.job(next.id()).orElseThrow())).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }
}
