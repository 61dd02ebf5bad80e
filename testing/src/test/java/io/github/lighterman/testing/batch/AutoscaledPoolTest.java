package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.TestClient.Answer;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AutoscaledPoolTest {
  private static final String BY_NEED =
      "$TargetDedicatedNodes = min(3, max(0, $PendingTasks.GetSample(1)));"
          + "$NodeDeallocationOption = taskcompletion;";

  private final Fixture fixture =
      new Fixture().script("slow", TaskScript.succeed().after(Duration.ofMinutes(20)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void poolGrowsAndShrinksWithItsTasks() {
    addPool(BY_NEED);
    fixture.addJob("j", "");
    fixture.addTask("j", "a", "slow", "");
    fixture.addTask("j", "b", "slow", "");
    assertThat(fixture.nodes("p")).isEmpty();

    fixture.advance(5 * 60);
    assertThat(fixture.pool("p").path("currentDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(fixture.pool("p").path("autoScaleRun").path("results").asText())
        .startsWith("$TargetDedicatedNodes=2;");
    fixture.advance(60 * 60);

    assertThat(fixture.taskState("j", "a")).isEqualTo("completed");
    assertThat(fixture.nodes("p")).isEmpty();
  }

  @Test
  void failedEvaluationIsShownAndLeavesThePoolAsItIs() {
    addPool("$TargetDedicatedNodes = avg($PendingTasks.GetSample(10 * TimeInterval_Minute, 90));");

    JsonNode run = fixture.pool("p").path("autoScaleRun");
    assertThat(run.path("error").path("code").asText()).isEqualTo("InsufficientSampleData");
    assertThat(fixture.pool("p").path("targetDedicatedNodes").asInt()).isZero();
  }

  @Test
  void textThatIsNoFormulaIsRefused() {
    fixture.addPool("p", 0, "");

    Answer answer = enable("$TargetDedicatedNodes = ;");

    assertThat(ok(400, answer).code()).isEqualTo("AutoScalingFormulaSyntaxError");
    assertThat(answer.value("Message")).contains("Line 1");
    assertThat(ok(400, enable("x = 1;".repeat(2000))).code())
        .isEqualTo("AutoScalingFormulaTooLong");
    assertThat(fixture.pool("p").path("enableAutoScale").asBoolean()).isFalse();
  }

  @Test
  void formulaIsTriedWithoutBeingUsed() {
    addPool("$TargetDedicatedNodes = 0;");

    JsonNode run =
        ok(
                200,
                fixture.client.post(
                    "/pools/p/evaluateautoscale",
                    json("{'autoScaleFormula':'$TargetLowPriorityNodes = 1 + 2;'}")))
            .json();

    assertThat(run.path("results").asText())
        .isEqualTo(
            "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=3;$NodeDeallocationOption=requeue");
    assertThat(fixture.pool("p").path("targetLowPriorityNodes").asInt()).isZero();
  }

  @Test
  void poolIsEitherScaledByItselfOrByTheUser() {
    addPool("$TargetDedicatedNodes = 1;");

    ok(409, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':2}")));
    assertThat(ok(503, enable("$TargetDedicatedNodes = 2;")).code())
        .isEqualTo("TooManyEnableAutoScaleRequests");
    fixture.advance(30);
    ok(200, enable("$TargetDedicatedNodes = 2;"));
    fixture.advance(10);
    assertThat(fixture.nodes("p")).hasSize(2);
    ok(200, fixture.client.post("/pools/p/disableautoscale"));
    ok(409, fixture.client.post("/pools/p/evaluateautoscale", json("{'autoScaleFormula':'x=1;'}")));
    ok(202, fixture.client.post("/pools/p/resize", json("{'targetDedicatedNodes':0}")));
  }

  private Answer enable(String formula) {
    return fixture.client.post(
        "/pools/p/enableautoscale", json("{'autoScaleFormula':'" + formula + "'}"));
  }

  private void addPool(String formula) {
    ok(
        201,
        fixture.client.post(
            "/pools",
            json(
                "{'id':'p','vmSize':'standard_d2s_v5',"
                    + IMAGE
                    + ",'enableAutoScale':true,'autoScaleEvaluationInterval':'PT5M',"
                    + "'autoScaleFormula':'"
                    + formula
                    + "'}")));
    fixture.advance(10);
  }
}
