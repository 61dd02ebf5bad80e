package io.github.lighterman.azure;

import static io.github.lighterman.azure.PoolsRig.LARGE;
import static io.github.lighterman.azure.PoolsRig.SMALL;
import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.RecordedRequest;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes with faults are mended or taken out, and pools in which none gets well cost nothing. */
final class PoolCareTest {
  private static final Duration PAUSE = Duration.ofMinutes(16);
  private static final PoolSpec TWO = started(SMALL, 2);

  private static PoolSpec started(PoolSpec spec, int nodes) {
    return spec.toBuilder()
        .scale(PoolScale.fixed(nodes, 0))
        .startTask(StartTask.of("prepare").withRetries(0))
        .build();
  }

  private static TaskScript fail() {
    return TaskScript.exit(7).complaining("no such mirror: tools.example\n");
  }

  private static void emptied(PoolsRig pools, WorkflowRun run) throws Exception {
    Rig.until(
        "the pool is empty",
        () ->
            pools.pool(run, "small").nodes().isEmpty()
                && pools.pool(run, "small").target().dedicated() == 0);
  }

  private static List<Duration> hours(PoolsRig pools) {
    return pools.rig.batch().nodeHours().stream().map(line -> line.time()).toList();
  }

  @Test
  void poolInWhichEveryStartTaskFailsIsEmptiedAndItsJobsFailForThat() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.startTasks(order -> fail());
      WorkflowRun run = pools.start(TWO);
      JobHandle job = Rig.submit(run, Rig.any("job"));

      assertThat(Rig.pending(job, PendingReason.Cause.POOL_BROKEN))
          .contains(
              "starttaskfailed",
              "FailureExitCode",
              "exited with 7",
              "no such mirror: tools.example");
      Rig.until(
          "it's given up",
          () -> Rig.pending(job, PendingReason.Cause.POOL_BROKEN).contains("emptied"));
      assertThat(Rig.pending(job, PendingReason.Cause.POOL_BROKEN)).contains("after PT15M");
      emptied(pools, run);
      List<Duration> before = hours(pools);
      pools.pass(Duration.ofMinutes(1));
      long looks = pools.rig.batch().requestCount("Pool_Get");
      Rig.until("looked", () -> pools.rig.batch().requestCount("Pool_Get") > looks + 5);
      assertThat(hours(pools)).isEqualTo(before);

      pools.pass(PoolsRig.LONG);
      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.NODE_SETUP)
          .withMessageContaining("no such mirror: tools.example")
          .afterAttempts(1);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void poolIsTriedAgainAfterThePauseAndWorksOnceTheFaultIsGone() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.startTasks(order -> fail());
      WorkflowRun run = pools.start(TWO);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      Rig.until(
          "it's given up",
          () -> Rig.pending(job, PendingReason.Cause.POOL_BROKEN).contains("emptied"));
      emptied(pools, run);

      pools.startTasks(order -> TaskScript.succeed());
      pools.pass(PAUSE);

      assertThat(Rig.await(job)).succeeded().afterAttempts(1);
      assertThat(pools.pool(run, "small").nodes()).hasSize(2);
    }
  }

  @Test
  void poolThatScalesItselfIsGivenUpAndTriedAgainToo() throws Exception {
    PoolSpec auto =
        SMALL.toBuilder()
            .scale(AutoScale.builder().nodes(0, 3).build())
            .startTask(StartTask.of("prepare").withRetries(0))
            .build();
    try (PoolsRig pools = PoolsRig.fast(100)) {
      pools.startTasks(order -> fail());
      WorkflowRun run = pools.start(auto);
      JobHandle job = Rig.submit(run, Rig.any("job"));
      Rig.pending(job, PendingReason.Cause.POOL_BROKEN);
      Rig.until(
          "it's given up",
          () -> Rig.pending(job, PendingReason.Cause.POOL_BROKEN).contains("emptied"));
      emptied(pools, run);

      pools.startTasks(order -> TaskScript.succeed());
      pools.pass(PAUSE);
      assertThat(Rig.await(job)).succeeded().afterAttempts(1);
    }
  }

  @Test
  void jobsOfABrokenPoolGoToAnotherAndTheBrokenOneCostsNothing() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.startTasks(order -> fail());
      WorkflowRun run = pools.start(TWO, LARGE);
      JobHandle job = Rig.submit(run, Rig.any("job"));

      assertThat(Rig.await(job)).succeeded().afterAttempts(1);
      assertThat(pools.ran()).containsExactly("job@large");
      emptied(pools, run);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  @Test
  void oneBrokenNodeIsBootedOnceThenReplacedWhileTheOthersGoOn() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      Set<String> bad = ConcurrentHashMap.newKeySet();
      pools.startTasks(
          order -> {
            String node = order.place().node().nodeId();
            if (bad.isEmpty()) {
              bad.add(node);
            }
            return bad.contains(node) ? fail() : TaskScript.succeed();
          });
      WorkflowRun run = pools.start(started(SMALL, 3));
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang1")));
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang2")));
      Rig.in(JobState.RUNNING, Rig.submit(run, Rig.any("hang3")));

      assertThat(requests(pools, "ComputeNode_Reboot")).hasSize(1);
      assertThat(requests(pools, "Pool_RemoveNodes")).hasSize(1);
      assertThat(pools.pool(run, "small").nodes())
          .hasSize(3)
          .noneMatch(node -> bad.contains(node.id()));
      assertThat(pools.ran()).hasSize(3);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
    }
  }

  private static List<RecordedRequest> requests(PoolsRig pools, String operation) {
    return pools.rig.batch().requests().stream()
        .filter(request -> request.operation().equals(operation))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"START_TASK_FAILED", "NODE_UNUSABLE"})
  void poolOfSomebodyElseIsNeverChanged(Fault fault) throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().inject(FaultRule.of(fault));
      pools
          .rig
          .batch()
          .seed(
              """
              {"pools": [{
                "id": "theirs", "vmSize": "standard_d2s_v5",
                "virtualMachineConfiguration": {
                  "imageReference": {
                    "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
                  "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
                "startTask": {"commandLine": "prepare", "waitForSuccess": true},
                "targetDedicatedNodes": 2, "taskSlotsPerNode": 1}]}
              """);
      WorkflowRun run =
          pools
              .open(config -> config.pool(PoolChoice.existing("theirs")), SMALL)
              .start(WorkflowSpec.of(pools.rig.run()));
      JobHandle job = Rig.submit(run, Rig.any("job"));
      Rig.pending(job, PendingReason.Cause.POOL_BROKEN);
      pools.pass(PoolsRig.LONG);

      assertThat(Rig.await(job)).failed().withKind(FailureKind.NODE_SETUP);
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.batch().requestCounts().keySet())
          .doesNotContain(
              "Pool_Add",
              "Pool_Resize",
              "Pool_Delete",
              "Pool_RemoveNodes",
              "Pool_EnableAutoScale",
              "Pool_DisableAutoScale",
              "Pool_Patch",
              "ComputeNode_Reboot");
    }
  }

  @Test
  void imageThatNodesCanNotPullIsTheReason() throws Exception {
    PoolSpec spec =
        SMALL.toBuilder()
            .containers(ContainerSetup.required().withPrefetch(List.of("tools:1")))
            .build();
    try (PoolsRig pools = new PoolsRig()) {
      pools.rig.batch().inject(FaultRule.of(Fault.NODE_IMAGE_PULL_FAILED));
      WorkflowRun run = pools.start(spec);
      JobHandle job = Rig.submit(run, Rig.any("job").image("tools:1"));

      assertThat(Rig.pending(job, PendingReason.Cause.POOL_BROKEN))
          .contains("ContainerInvalidImage");
      pools.pass(PoolsRig.LONG);
      assertThat(Rig.await(job))
          .failed()
          .withKind(FailureKind.IMAGE)
          .withMessageContaining("ContainerInvalidImage");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }

  @Test
  void jobThatIsCancelledInABrokenPoolEndsAtOnceAndOneWithATimeoutIsToldWhy() throws Exception {
    try (PoolsRig pools = new PoolsRig()) {
      pools.startTasks(order -> fail());
      WorkflowRun run = pools.start(TWO);
      JobHandle cancelled = Rig.submit(run, Rig.any("cancelled"));
      JobHandle hasty =
          Rig.submit(
              run, Rig.any("hasty").timeouts(Timeouts.none().withQueue(Duration.ofSeconds(2))));
      Rig.pending(cancelled, PendingReason.Cause.POOL_BROKEN);

      cancelled.cancel();

      assertThat(Rig.await(cancelled)).cancelled();
      assertThat(Rig.await(hasty))
          .failed()
          .withKind(FailureKind.QUEUE_TIMEOUT)
          .withMessageContaining("no such mirror");
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(pools.rig.leftovers()).isEmpty();
    }
  }
}
