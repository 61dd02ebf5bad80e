package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NodeFaultTest {
  private static final String CONTAINERS =
      "'virtualMachineConfiguration':{'imageReference':{'publisher':'microsoft-dsvm',"
          + "'offer':'ubuntu-hpc','sku':'2204'},'nodeAgentSKUId':'batch.node.ubuntu 22.04',"
          + "'containerConfiguration':{'type':'dockerCompatible','containerImageNames':['i:1']}}";

  private final Fixture fixture = new Fixture();
  private final BatchEmulator emulator = fixture.emulator;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void poolQuotaRefusesAPool() {
    emulator.inject(FaultRule.of(Fault.POOL_QUOTA).inPools("P"));

    assertThat(ok(409, fixture.client.post("/pools", pool("p", Fixture.IMAGE, 1, 0))).code())
        .isEqualTo("PoolQuotaReached");
    fixture.addPool("other", 1, "");
    emulator.clearFaults();
    fixture.addPool("p", 1, "");
  }

  @Test
  void jobWhoseAutoPoolIsRefusedSaysSo() {
    emulator.inject(FaultRule.of(Fault.POOL_QUOTA));

    ok(
        201,
        fixture.client.post(
            "/jobs",
            json(
                "{'id':'j','poolInfo':{'autoPoolSpecification':{'poolLifetimeOption':'job',"
                    + "'pool':{'vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':1}}}}",
                Fixture.IMAGE)));

    assertThat(fixture.job("j").at("/executionInfo/schedulingError/code").asText())
        .isEqualTo("AutoPoolCreationFailedWithQuotaReached");
  }

  @Test
  void coreQuotaLeavesThePoolWithoutNodes() {
    emulator.inject(FaultRule.of(Fault.CORE_QUOTA));
    ok(201, fixture.client.post("/pools", pool("p", Fixture.IMAGE, 2, 2)));
    fixture.advance(10);

    assertResize("AccountCoreQuotaReached", 0);
    assertThat(fixture.pool("p").at("/resizeErrors/1/code").asText())
        .isEqualTo("AccountLowPriorityCoreQuotaReached");
    emulator.clearFaults();
    resizeTo(2);
    assertThat(fixture.pool("p").has("resizeErrors")).isFalse();
    assertThat(fixture.nodes("p")).hasSize(2);
  }

  @Test
  void failedAllocationKeepsTheNodesThatAreThere() {
    fixture.addPool("p", 1, "");
    emulator.inject(FaultRule.of(Fault.ALLOCATION_FAILED).times(1));

    resizeTo(3);

    assertResize("AllocationFailed", 1);
    resizeTo(3);
    assertThat(fixture.nodes("p")).hasSize(3);
  }

  @Test
  void allocationThatTimesOutResizesUntilThen() {
    emulator.inject(FaultRule.of(Fault.ALLOCATION_TIMED_OUT).times(1));
    fixture.addPool("p", 2, ",'resizeTimeout':'PT6M'");

    fixture.advance(300);
    assertThat(fixture.pool("p").path("allocationState").asText()).isEqualTo("resizing");
    fixture.advance(61);

    assertResize("AllocationTimedout", 0);
    resizeTo(2);
    assertThat(fixture.nodes("p")).hasSize(2);
  }

  @Test
  void unusableNodeHasNoErrorsAndCanBeRestored() {
    emulator.inject(FaultRule.of(Fault.NODE_UNUSABLE).times(1));
    fixture.addPool("p", 1, "");

    JsonNode node = fixture.nodes("p").get(0);
    assertThat(node.path("state").asText()).isEqualTo("unusable");
    assertThat(node.has("errors")).isFalse();
    emulator.restoreNode("p", node.path("id").asText());
    fixture.advance(10);

    assertNode("idle");
  }

  @Test
  void imageThatCannotBePulledMakesTheNodeUnusable() {
    emulator.inject(FaultRule.of(Fault.NODE_IMAGE_PULL_FAILED));
    fixture.addPool("plain", 1, "");
    ok(201, fixture.client.post("/pools", pool("p", CONTAINERS, 1, 0)));
    fixture.advance(10);

    assertNode("unusable");
    assertThat(fixture.nodes("p").get(0).at("/errors/0/code").asText())
        .isEqualTo("ContainerInvalidImage");
    assertThat(emulator.faultCount(Fault.NODE_IMAGE_PULL_FAILED)).isEqualTo(1);
  }

  @Test
  void startTaskFailsUntilItsRetriesAreUsedUp() {
    emulator.inject(FaultRule.of(Fault.START_TASK_FAILED).times(2));
    String startTask =
        ",'startTask':{'commandLine':'s','waitForSuccess':true,'maxTaskRetryCount':%d}";
    fixture.addPool("p", 1, String.format(startTask, 1));
    fixture.addPool("q", 1, String.format(startTask, 0));

    assertNode("starttaskfailed");
    JsonNode info = fixture.nodes("p").get(0).path("startTaskInfo");
    assertThat(info.path("retryCount").asInt()).isEqualTo(1);
    assertThat(info.at("/failureInfo/code").asText()).isEqualTo("FailureExitCode");
    assertThat(fixture.nodes("q").get(0).path("state").asText()).isEqualTo("idle");
    assertThat(fixture.orders).hasSize(1);
  }

  @Test
  void preemptedNodesTaskRunsElsewhereAndOnce() {
    ok(201, fixture.client.post("/pools", pool("p", Fixture.IMAGE, 0, 2)));
    fixture.advance(10);
    emulator.inject(FaultRule.of(Fault.NODE_PREEMPTED).after(1).times(1));
    fixture.addJob("j", "");

    fixture.addTask("j", "a", "x", "");
    fixture.addTask("j", "b", "x", "");
    fixture.addTask("j", "c", "x", "");

    assertThat(emulator.faultCount(Fault.NODE_PREEMPTED)).isEqualTo(1);
    assertThat(fixture.nodes("p"))
        .extracting(node -> node.path("state").asText())
        .containsExactlyInAnyOrder("idle", "preempted");
    for (String id : new String[] {"a", "b", "c"}) {
      JsonNode info = fixture.task("j", id).path("executionInfo");
      assertThat(info.path("result").asText()).isEqualTo("success");
      assertThat(info.path("retryCount").asInt()).isZero();
      assertThat(info.path("requeueCount").asInt()).isZero();
    }
    assertThat(fixture.orders).hasSize(3);
  }

  @Test
  void dedicatedNodeIsNeverPreempted() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.NODE_PREEMPTED));
    fixture.addTask("j", "t", "x", "");

    assertNode("idle");
    assertThat(emulator.faults().get(0).opportunities()).isZero();
  }

  @Test
  void lostNodeTakesAllItsTasksAlongAndCountsOnce() {
    fixture.addPool("p", 1, ",'taskSlotsPerNode':2");
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.NODE_LOST).withTime(Duration.ofSeconds(20)).times(1));
    fixture.script("long", TaskScript.succeed().after(Duration.ofMinutes(1)));
    fixture.addTask("j", "a", "long", "");
    fixture.addTask("j", "b", "long", "");

    fixture.advance(19);
    assertThat(fixture.taskState("j", "a")).isEqualTo("running");
    fixture.advance(1);

    assertNode("unusable");
    assertThat(fixture.nodes("p").get(0).has("errors")).isFalse();
    assertThat(fixture.taskState("j", "a")).isEqualTo("active");
    assertThat(fixture.taskState("j", "b")).isEqualTo("active");
    emulator.restoreNode("p", fixture.nodes("p").get(0).path("id").asText());
    fixture.advance(100);
    assertThat(fixture.taskState("j", "a")).isEqualTo("completed");
    assertThat(fixture.taskState("j", "b")).isEqualTo("completed");
    assertThat(emulator.faultCount(Fault.NODE_LOST)).isEqualTo(1);
  }

  @Test
  void nodeOfSeveralSlotsIsLostOnce() {
    fixture.addPool("p", 1, ",'taskSlotsPerNode':4");
    fixture.addJob("j", "");
    ok(202, fixture.client.post("/jobs/j/disable", json("{'disableTasks':'wait'}")));
    fixture.advance(1);
    for (int i = 0; i < 4; i++) {
      fixture.addTask("j", "t" + i, "x", "");
    }
    emulator.inject(FaultRule.of(Fault.NODE_LOST));

    ok(202, fixture.client.post("/jobs/j/enable"));
    fixture.advance(1);

    assertNode("unusable");
    assertThat(emulator.faultCount(Fault.NODE_LOST)).isEqualTo(1);
    assertThat(fixture.orders).isEmpty();
    assertThat(fixture.taskState("j", "t3")).isEqualTo("active");
  }

  @Test
  void lossThatWasPutOffDoesNotComeAfterClear() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.NODE_LOST).withTime(Duration.ofSeconds(20)));
    fixture.script("long", TaskScript.succeed().after(Duration.ofMinutes(1)));
    fixture.addTask("j", "a", "long", "");

    emulator.clearFaults();
    fixture.advance(100);

    assertNode("idle");
    assertThat(fixture.taskState("j", "a")).isEqualTo("completed");
  }

  @Test
  void fullDiskMakesTheNodeUnusable() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.NODE_DISK_FULL));
    fixture.addTask("j", "t", "x", "");

    assertNode("unusable");
    assertThat(fixture.nodes("p").get(0).at("/errors/0/code").asText()).isEqualTo("DiskFull");
    assertThat(fixture.taskState("j", "t")).isEqualTo("active");
    assertThat(fixture.orders).isEmpty();
  }

  @Test
  void fullDiskFailsATaskWithoutRetries() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.TASK_DISK_FULL).times(1));
    fixture.addTask("j", "t", "x", ",'constraints':{'maxTaskRetryCount':3}");
    fixture.addTask("j", "u", "x", "");

    assertFailed("t", "DiskFull");
    assertNode("idle");
    assertThat(fixture.task("j", "u").at("/executionInfo/result").asText()).isEqualTo("success");
  }

  @Test
  void imageThatCannotBePulledFailsItsTaskAlone() {
    ok(201, fixture.client.post("/pools", pool("p", CONTAINERS, 1, 0)));
    fixture.advance(10);
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.TASK_IMAGE_PULL_FAILED));
    fixture.addTask("j", "t", "x", ",'containerSettings':{'imageName':'i:2'}");
    fixture.addTask("j", "u", "x", "");

    assertFailed("t", "ContainerInvalidImage");
    assertThat(fixture.task("j", "u").at("/executionInfo/result").asText()).isEqualTo("success");
  }

  private void assertFailed(String task, String code) {
    JsonNode info = fixture.task("j", task).path("executionInfo");
    assertThat(info.path("result").asText()).isEqualTo("failure");
    assertThat(info.at("/failureInfo/code").asText()).isEqualTo(code);
    assertThat(info.has("exitCode")).isFalse();
    assertThat(info.path("retryCount").asInt()).isZero();
  }

  private void assertNode(String state) {
    assertThat(fixture.nodes("p").get(0).path("state").asText()).isEqualTo(state);
  }

  private void assertResize(String code, int nodes) {
    JsonNode pool = fixture.pool("p");
    assertThat(pool.path("allocationState").asText()).isEqualTo("steady");
    assertThat(pool.at("/resizeErrors/0/code").asText()).isEqualTo(code);
    assertThat(pool.path("currentDedicatedNodes").asInt()).isEqualTo(nodes);
  }

  private void resizeTo(int nodes) {
    ok(
        202,
        fixture.client.post(
            "/pools/p/resize",
            json("{'targetDedicatedNodes':%d,'targetLowPriorityNodes':0}", nodes)));
    fixture.advance(10);
  }

  private static String pool(String id, String machine, int dedicated, int spot) {
    return json(
        "{'id':'%s','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':%d,"
            + "'targetLowPriorityNodes':%d}",
        id, machine, dedicated, spot);
  }
}
