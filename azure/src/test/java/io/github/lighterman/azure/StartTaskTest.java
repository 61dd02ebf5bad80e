package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.JobHandle;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.batch.BatchSnapshot;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a start task does on nodes that run it for real. */
final class StartTaskTest {
  private static void addPool(Rig rig, int retries, String... argv) {
    String line = new StartCommand(Optional.empty(), List.of(argv)).line().orElseThrow();
    rig.batch()
        .seed(
            """
            {"pools": [{
              "id": "started", "vmSize": "standard_d2s_v5",
              "virtualMachineConfiguration": {
                "imageReference": {
                  "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
                "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
              "startTask": {
                "commandLine": "%s", "waitForSuccess": true, "maxTaskRetryCount": %d},
              "targetDedicatedNodes": 1, "taskSlotsPerNode": 1}]}
            """
                .formatted(line.replace("\\", "\\\\").replace("\"", "\\\""), retries));
  }

  private static WorkflowRun start(Rig rig) {
    return rig.start(config -> config.pool(PoolChoice.existing("started")));
  }

  private static BatchSnapshot.NodeView node(Rig rig) {
    return rig.batch().snapshot().pools().stream()
        .filter(pool -> pool.id().equals("started"))
        .flatMap(pool -> pool.nodes().stream())
        .findFirst()
        .orElseThrow();
  }

  private static String output(Rig rig, String file) throws Exception {
    try (SdkClient client = SdkClient.open(rig.config());
        InputStream in =
            client
                .protocol()
                .files()
                .getFromComputeNode("started", node(rig).id(), "startup/" + file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void jobsFindWhatTheStartTaskOfTheUserHasMade() throws Exception {
    try (Rig rig = Rig.real()) {
      addPool(rig, 0, "sh", "-c", "echo \"$1\" >\"$AZ_BATCH_NODE_SHARED_DIR/made\"", "sh", "a 'b'");
      JobHandle job =
          Rig.submit(
              start(rig),
              Rig.any("job")
                  .shell("test \"$(cat \"$AZ_BATCH_NODE_SHARED_DIR/made\")\" = \"a 'b'\""));

      assertThat(Rig.await(job)).succeeded();
    }
  }

  @Test
  void startTaskThatFailsKeepsJobsWaitingAndItsOutputCanBeRead() throws Exception {
    try (Rig rig = Rig.real()) {
      addPool(rig, 1, "sh", "-c", "echo tried; echo 'disk is broken' >&2; exit 223");
      JobHandle job = Rig.submit(start(rig), Rig.any("job"));

      assertThat(Rig.pending(job, PendingReason.Cause.POOL_BROKEN))
          .contains("starttaskfailed", "FailureExitCode");
      assertThat(node(rig).state()).isEqualToIgnoringCase("starttaskfailed");
      assertThat(output(rig, "stderr.txt")).isEqualTo("disk is broken\n");
      assertThat(output(rig, "stdout.txt")).isEqualTo("tried\n");
    }
  }
}
