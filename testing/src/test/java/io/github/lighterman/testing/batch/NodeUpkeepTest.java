package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tasks and start tasks when their nodes are rebooted, renewed or removed. */
final class NodeUpkeepTest {
  private final Fixture fixture =
      new Fixture().script("slow", TaskScript.succeed().after(Duration.ofHours(1)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reboot", "reimage"})
  void nodeThatBootsAgainRunsNothingMeanwhileAndThenItsStartTask(String action) {
    fixture.addPool("p", 1, ",'startTask':{'commandLine':'start'}");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    assertThat(fixture.orders).hasSize(2);

    ok(202, fixture.client.post(fixture.nodePath("p", 0) + "/" + action));
    fixture.advance(0);

    assertThat(fixture.nodes("p").get(0).path("runningTasksCount").asInt()).isZero();
    JsonNode task = fixture.task("j", "t");
    assertThat(task.path("state").asText()).isEqualTo("active");
    assertThat(task.path("executionInfo").path("requeueCount").asInt()).isEqualTo(1);
    fixture.advance(10);
    assertThat(fixture.taskState("j", "t")).isEqualTo("running");
    assertThat(fixture.orders)
        .extracting(order -> order.work().commandLine())
        .containsExactly("start", "slow", "start", "slow");
  }

  @Test
  void tasksOfARemovedNodeRunElsewhereAndItIsNotReplaced() {
    fixture.addPool("p", 2, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    String node = fixture.task("j", "t").path("nodeInfo").path("nodeId").asText();

    ok(202, fixture.client.post("/pools/p/removenodes", json("{'nodeList':['%s']}", node)));
    fixture.advance(10);

    JsonNode task = fixture.task("j", "t");
    assertThat(task.path("state").asText()).isEqualTo("running");
    assertThat(task.path("nodeInfo").path("nodeId").asText()).isNotEqualTo(node);
    assertThat(task.path("executionInfo").path("requeueCount").asInt()).isEqualTo(1);
    assertThat(fixture.nodes("p")).hasSize(1);
    assertThat(fixture.pool("p").path("targetDedicatedNodes").asInt()).isEqualTo(1);
  }
}
