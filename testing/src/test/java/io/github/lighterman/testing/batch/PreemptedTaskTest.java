package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a list of tasks shows when the spot node of a running task is taken away. No counter tells
 * it: that a task which ran is {@code active} again does, or that it runs since a later time.
 */
final class PreemptedTaskTest {
  private static final String LIST =
      "/jobs/j/tasks?$select=id,state,stateTransitionTime,executionInfo,nodeInfo";

  private final Fixture fixture =
      new Fixture().script("slow", TaskScript.succeed().after(Duration.ofHours(1)));

  @BeforeEach
  void runATask() {
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':1");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    fixture.advance(5);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void taskIsActiveAgainAndSaysWhereItRanButNotSinceWhen() {
    JsonNode before = listed();
    assertThat(before.path("state").asText()).isEqualTo("running");

    fixture.emulator.preemptNode("p", node(before));

    JsonNode after = listed();
    assertThat(after.path("state").asText()).isEqualTo("active");
    assertThat(time(after)).isGreaterThan(time(before));
    JsonNode info = after.path("executionInfo");
    assertThat(info.has("startTime")).isFalse();
    assertThat(node(after)).isEqualTo(node(before));
    assertCountsNothing(info);
    JsonNode whole = fixture.task("j", "t");
    assertThat(whole.path("previousState").asText()).isEqualTo("running");
    assertThat(whole.path("lastModified")).isEqualTo(whole.path("creationTime"));
  }

  @Test
  void taskThatRunsAgainBeforeAnybodyLooksHasALaterStart() {
    JsonNode before = listed();
    fixture.emulator.preemptNode("p", node(before));
    fixture.emulator.restoreNode("p", node(before));
    fixture.advance(10);

    JsonNode after = listed();

    assertThat(after.path("state").asText()).isEqualTo("running");
    assertThat(after.path("executionInfo").path("startTime").asText())
        .isGreaterThan(before.path("executionInfo").path("startTime").asText());
    assertThat(node(after)).as("a node that comes back keeps its id").isEqualTo(node(before));
    assertCountsNothing(after.path("executionInfo"));
  }

  private static void assertCountsNothing(JsonNode info) {
    assertThat(info.path("retryCount").asInt()).isZero();
    assertThat(info.path("requeueCount").asInt()).isZero();
    assertThat(info.has("lastRetryTime")).isFalse();
    assertThat(info.has("lastRequeueTime")).isFalse();
    assertThat(info.has("endTime")).isFalse();
    assertThat(info.has("exitCode")).isFalse();
    assertThat(info.has("failureInfo")).isFalse();
  }

  private JsonNode listed() {
    return ok(200, fixture.client.get(LIST)).json().path("value").get(0);
  }

  private static String node(JsonNode task) {
    return task.path("nodeInfo").path("nodeId").asText();
  }

  private static String time(JsonNode task) {
    return task.path("stateTransitionTime").asText();
  }
}
