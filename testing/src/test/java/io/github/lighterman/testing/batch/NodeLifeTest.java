package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NodeLifeTest {
  private final Fixture fixture =
      new Fixture(
              builder ->
                  builder
                      .bootTime(Duration.ofSeconds(4))
                      .allocationTime(Duration.ofSeconds(2))
                      .dedicatedCoreQuota(8)
                      .spotCoreQuota(8))
          .script("fail", TaskScript.exit(1))
          .script("slow", TaskScript.succeed().after(Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void nodeGoesThroughItsStatesAsItBoots() {
    ok(
        201,
        fixture.client.post(
            "/pools",
            json(
                "{'id':'p','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':1,"
                    + "'startTask':{'commandLine':'slow'}}",
                Fixture.IMAGE)));
    assertThat(fixture.pool("p").path("allocationState").asText()).isEqualTo("resizing");
    fixture.advance(2);
    assertThat(fixture.pool("p").path("allocationState").asText()).isEqualTo("steady");
    assertThat(state(0)).isEqualTo("creating");
    fixture.advance(2);
    assertThat(state(0)).isEqualTo("starting");
    fixture.advance(2);
    assertThat(state(0)).isEqualTo("waitingforstarttask");
    fixture.advance(60);
    assertThat(state(0)).isEqualTo("idle");
    assertThat(fixture.nodes("p").get(0).path("startTaskInfo").path("result").asText())
        .isEqualTo("success");
  }

  @Test
  void nodeWhoseStartTaskFailsTakesNoTasksUntilItIsRebooted() {
    fixture.addPool("p", 1, ",'startTask':{'commandLine':'fail','maxTaskRetryCount':1}");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");

    assertThat(state(0)).isEqualTo("starttaskfailed");
    JsonNode info = fixture.nodes("p").get(0).path("startTaskInfo");
    assertThat(info.path("retryCount").asInt()).isEqualTo(1);
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("FailureExitCode");
    assertThat(fixture.taskState("j", "t")).isEqualTo("active");

    fixture.script("fail", TaskScript.succeed());
    ok(202, fixture.client.post(fixture.nodePath("p", 0) + "/reboot"));
    assertThat(state(0)).isEqualTo("rebooting");
    assertThat(ok(409, fixture.client.post(fixture.nodePath("p", 0) + "/reboot")).code())
        .isEqualTo("NodeBeingRebooted");
    fixture.advance(20);
    assertThat(state(0)).isEqualTo("idle");
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
  }

  @Test
  void tasksNeedNotWaitForAStartTaskThatNobodyWaitsFor() {
    fixture.addPool("p", 1, ",'startTask':{'commandLine':'slow','waitForSuccess':false}");

    assertThat(state(0)).isEqualTo("idle");
    assertThat(fixture.nodes("p").get(0).path("startTaskInfo").path("state").asText())
        .isEqualTo("running");
  }

  @Test
  void taskOfAPreemptedNodeRunsAgainAndCountsNothing() {
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':1");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    assertThat(fixture.taskState("j", "t")).isEqualTo("running");
    String node = fixture.nodes("p").get(0).path("id").asText();
    assertThat(node).endsWith("_p");

    fixture.emulator.preemptNode("p", node);

    assertThat(state(0)).isEqualTo("preempted");
    assertThat(fixture.taskState("j", "t")).isEqualTo("active");
    assertThat(fixture.pool("p").path("currentLowPriorityNodes").asInt()).isEqualTo(1);
    fixture.emulator.restoreNode("p", node);
    fixture.advance(100);
    JsonNode info = fixture.task("j", "t").path("executionInfo");
    assertThat(info.path("result").asText()).isEqualTo("success");
    assertThat(info.path("retryCount").asInt()).isZero();
    assertThat(info.path("requeueCount").asInt()).isZero();
    assertThat(fixture.orders).hasSize(2);
  }

  @Test
  void dedicatedNodeIsNotPreemptedAndUnknownOnesAreNamed() {
    fixture.addPool("p", 1, "");
    String node = fixture.nodes("p").get(0).path("id").asText();

    assertThatThrownBy(() -> fixture.emulator.preemptNode("p", node))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(node);
    assertThatThrownBy(() -> fixture.emulator.loseNode("p", "none")).hasMessageContaining("none");
    assertThatThrownBy(() -> fixture.emulator.restoreNode("p", node))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void filesOfALostNodeAreUnavailable() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");
    ok(200, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt"));

    fixture.emulator.loseNode("p", fixture.nodes("p").get(0).path("id").asText());

    assertThat(state(0)).isEqualTo("unusable");
    assertThat(ok(409, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt")).code())
        .isEqualTo("TaskFilesUnavailable");
  }

  @Test
  void poolGetsAsManyNodesAsTheQuotaAllows() {
    fixture.addPool("p", 5, "");

    JsonNode pool = fixture.pool("p");
    assertThat(pool.path("currentDedicatedNodes").asInt()).isEqualTo(4);
    assertThat(pool.path("allocationState").asText()).isEqualTo("steady");
    assertThat(pool.path("resizeErrors").get(0).path("code").asText())
        .isEqualTo("AccountCoreQuotaReached");
  }

  @Test
  void poolGetsAsManyNodesAsTheCloudHas() {
    fixture.emulator.limitSpotCapacity(1);
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':3");

    assertThat(fixture.pool("p").path("currentLowPriorityNodes").asInt()).isEqualTo(1);
    assertThat(fixture.pool("p").path("resizeErrors").get(0).path("code").asText())
        .isEqualTo("AllocationFailed");

    fixture.emulator.limitSpotCapacity(3);
    ok(202, fixture.client.post("/pools/p/resize", json("{'targetLowPriorityNodes':3}")));
    fixture.advance(20);
    assertThat(fixture.pool("p").path("currentLowPriorityNodes").asInt()).isEqualTo(3);
    assertThat(fixture.pool("p").has("resizeErrors")).isFalse();
  }

  @Test
  void resizeIsRefusedWhileThereIsOneAndCanBeStopped() {
    fixture.addPool("p", 1, "");
    ok(202, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':2}")));

    assertThat(
            ok(409, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':3}")))
                .code())
        .isEqualTo("PoolBeingResized");
    ok(202, fixture.client.post("/pools/p/stopresize"));
    assertThat(fixture.pool("p").path("allocationState").asText()).isEqualTo("stopping");
    fixture.advance(10);
    assertThat(fixture.pool("p").path("currentDedicatedNodes").asInt()).isEqualTo(1);
    assertThat(fixture.pool("p").path("resizeErrors").get(0).path("code").asText())
        .isEqualTo("ResizeStopped");
  }

  @Test
  void shrinkingPoolRequeuesTasksOrWaitsForThem() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    ok(
        202,
        fixture.client.post(
            "/pools/p/resize",
            json("{'targetDedicatedNodes':0,'nodeDeallocationOption':'taskcompletion'}")));
    fixture.advance(10);
    assertThat(state(0)).isEqualTo("leavingpool");
    assertThat(fixture.taskState("j", "t")).isEqualTo("running");
    fixture.advance(60);
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
    assertThat(fixture.nodes("p")).isEmpty();
    assertThat(fixture.pool("p").path("allocationState").asText()).isEqualTo("steady");

    ok(202, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':1}")));
    fixture.advance(20);
    fixture.addTask("j", "u", "slow", "");
    ok(202, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':0}")));
    fixture.advance(20);
    assertThat(fixture.taskState("j", "u")).isEqualTo("active");
    assertThat(fixture.task("j", "u").path("executionInfo").path("requeueCount").asInt())
        .isEqualTo(1);
  }

  @Test
  void nodesOfTheUsersChoiceAreRemoved() {
    fixture.addPool("p", 2, "");
    String gone = fixture.nodes("p").get(1).path("id").asText();

    ok(202, fixture.client.post("/pools/p/removenodes", json("{'nodeList':['" + gone + "']}")));
    fixture.advance(10);

    assertThat(fixture.nodes("p"))
        .singleElement()
        .satisfies(node -> assertThat(node.path("id").asText()).isNotEqualTo(gone));
    assertThat(fixture.pool("p").path("targetDedicatedNodes").asInt()).isEqualTo(1);
    ok(404, fixture.client.post("/pools/p/removenodes", json("{'nodeList':['" + gone + "']}")));
  }

  @Test
  void nodeThatMayTakeNoTasksIsOffline() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    String node = fixture.nodePath("p", 0);
    ok(200, fixture.client.post(node + "/disablescheduling"));
    fixture.addTask("j", "t", "x", "");

    assertThat(state(0)).isEqualTo("offline");
    assertThat(fixture.taskState("j", "t")).isEqualTo("active");
    assertThat(ok(409, fixture.client.post(node + "/disablescheduling")).code())
        .isEqualTo("NodeAlreadyInTargetSchedulingState");
    ok(200, fixture.client.post(node + "/enablescheduling"));
    fixture.advance(1);
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
  }

  @Test
  void nodeIsShutDownAndStarted() {
    fixture.addPool("p", 1, "");
    String node = fixture.nodePath("p", 0);
    ok(202, fixture.client.post(node + "/deallocate"));
    fixture.advance(10);
    assertThat(state(0)).isEqualTo("deallocated");
    ok(202, fixture.client.post(node + "/start"));
    fixture.advance(10);
    assertThat(state(0)).isEqualTo("idle");
  }

  @Test
  void reimagedNodeLosesItsFilesAndARebootedOneKeepsThem() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");
    String node = fixture.nodePath("p", 0);
    ok(202, fixture.client.post(node + "/reboot", json("{'nodeRebootOption':'requeue'}")));
    fixture.advance(20);
    ok(200, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt"));

    ok(202, fixture.client.post(node + "/reimage"));
    fixture.advance(20);

    assertThat(state(0)).isEqualTo("idle");
    ok(409, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt"));
  }

  @Test
  void usersOfANodeComeAndGo() {
    fixture.addPool("p", 1, "");
    String node = fixture.nodePath("p", 0);
    ok(201, fixture.client.post(node + "/users", json("{'name':'ann','password':'x'}")));
    assertThat(ok(409, fixture.client.post(node + "/users", json("{'name':'ann'}"))).code())
        .isEqualTo("NodeUserExists");
    ok(200, fixture.client.put(node + "/users/ann", json("{'password':'y'}")));
    ok(200, fixture.client.delete(node + "/users/ann"));
    assertThat(ok(404, fixture.client.delete(node + "/users/ann")).code())
        .isEqualTo("NodeUserNotFound");
    assertThat(
            ok(200, fixture.client.get(node + "/remoteloginsettings"))
                .json()
                .path("remoteLoginPort")
                .asInt())
        .isPositive();
  }

  private String state(int index) {
    return fixture.nodes("p").get(index).path("state").asText();
  }
}
