package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many machines the cloud gives, and what comes of it that it gives no more. */
final class CapacityTest {
  private final Fixture fixture =
      new Fixture(builder -> builder.recoveryTime(Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void oneSizeRunsOutWhileAnotherDoesNot() {
    fixture.emulator.limitDedicatedCapacity("Standard_D2s_v5", 1);
    fixture.addPool("p", 2, "");
    addPool("other", "standard_d4s_v5", 2);

    assertThat(fixture.nodes("p")).hasSize(1);
    assertThat(error("p")).isEqualTo("AllocationFailed");
    assertThat(fixture.nodes("other")).hasSize(2);
    assertThat(error("other")).isEmpty();
  }

  @Test
  void dedicatedAndSpotNodesOfASizeRunOutApart() {
    fixture.emulator.limitSpotCapacity("standard_d2s_v5", 0);
    fixture.addPool("p", 2, ",'targetLowPriorityNodes':2");

    assertThat(fixture.nodes("p")).hasSize(2);
    assertThat(error("p")).isEqualTo("AllocationFailed");
    fixture.emulator.limitSpotCapacity("standard_d2s_v5", 2);
    resize("p", 2, 2);
    assertThat(fixture.nodes("p")).hasSize(4);
  }

  @Test
  void soldOutSizeIsToBeHadAgainLater() {
    fixture.emulator.sellOut("Standard_D2s_v5", Duration.ofHours(1));
    fixture.addPool("p", 1, "");
    assertThat(error("p")).isEqualTo("AllocationFailed");

    resize("p", 1, 0);
    assertThat(fixture.nodes("p")).isEmpty();
    fixture.advance(3600);
    resize("p", 1, 0);

    assertThat(fixture.nodes("p")).hasSize(1);
    assertThat(error("p")).isEmpty();
  }

  @Test
  void preemptedNodeComesBackUnderItsIdWhenThereIsAMachine() {
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':1,'startTask':{'commandLine':'start'}");
    String id = fixture.nodes("p").get(0).path("id").asText();
    fixture.emulator.sellOut("standard_d2s_v5", Duration.ofSeconds(90));
    fixture.emulator.preemptNode("p", id);

    fixture.advance(60);
    assertThat(fixture.nodes("p").get(0).path("state").asText()).isEqualTo("preempted");
    assertThat(fixture.pool("p").path("currentLowPriorityNodes").asInt()).isEqualTo(1);
    fixture.advance(59);
    assertThat(fixture.nodes("p").get(0).path("state").asText()).isEqualTo("preempted");
    fixture.advance(5);

    assertThat(fixture.nodes("p").get(0).path("state").asText()).isEqualTo("idle");
    assertThat(fixture.nodes("p").get(0).path("id").asText()).isEqualTo(id);
    assertThat(fixture.orders).hasSize(2);
  }

  @Test
  void preemptedNodeHoldsNoMachine() {
    fixture.emulator.limitSpotCapacity("standard_d2s_v5", 1);
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':1");
    fixture.emulator.preemptNode("p", fixture.nodes("p").get(0).path("id").asText());

    fixture.addPool("q", 0, ",'targetLowPriorityNodes':1");

    assertThat(error("q")).isEmpty();
    fixture.advance(200);
    assertThat(fixture.nodes("p").get(0).path("state").asText()).isEqualTo("preempted");
  }

  @Test
  void formulaSeesPreemptedNodes() {
    fixture.addPool("p", 0, ",'targetLowPriorityNodes':2");
    fixture.emulator.preemptNode("p", fixture.nodes("p").get(0).path("id").asText());

    ok(
        200,
        fixture.client.post(
            "/pools/p/enableautoscale",
            json("{'autoScaleFormula':'$TargetDedicatedNodes=$PreemptedNodeCount;'}")));
    fixture.advance(10);

    assertThat(fixture.pool("p").path("currentDedicatedNodes").asInt()).isEqualTo(1);
    assertThat(fixture.pool("p").path("currentLowPriorityNodes").asInt()).isEqualTo(2);
  }

  @Test
  void faultCanStrikeOneSizeOnly() {
    fixture.emulator.inject(FaultRule.of(Fault.START_TASK_FAILED).onSizes("Standard_D2s_v5"));
    addPool("other", "standard_d4s_v5", 1);
    fixture.addPool("p", 1, ",'startTask':{'commandLine':'s'}");

    assertThat(fixture.nodes("p").get(0).path("state").asText()).isEqualTo("starttaskfailed");
    assertThat(fixture.nodes("other").get(0).path("state").asText()).isEqualTo("idle");
    assertThat(fixture.pool("p").path("currentDedicatedNodes").asInt()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRule.of(Fault.SERVER_BUSY).onSizes("s"))
        .withMessageContaining("onSizes");
  }

  @Test
  void nodeHasAtMostFourSlotsToACoreAnd256() {
    assertThat(slots("standard_d2s_v5", 8)).isEqualTo(201);
    assertThat(slots("standard_d2s_v5", 9)).isEqualTo(400);
    assertThat(slots("standard_d96s_v5", 256)).isEqualTo(201);
    assertThat(slots("standard_d96s_v5", 257)).isEqualTo(400);
    assertThat(slots("standard_e4-2s_v5", 9)).isEqualTo(400);
    assertThat(slots("standard_unheard", 256)).isEqualTo(201);
  }

  @Test
  void badLimitsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.emulator.limitSpotCapacity("standard_d2s_v5", -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.emulator.limitSpotCapacity("", 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.emulator.sellOut("standard_d2s_v5", Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchEmulator.builder().recoveryTime(Duration.ZERO));
  }

  private int slots(String size, int slots) {
    return fixture
        .client
        .post(
            "/pools",
            json(
                "{'id':'s%d','vmSize':'%s',%s,'taskSlotsPerNode':%d}",
                fixture.emulator.requestCount(), size, Fixture.IMAGE, slots))
        .status();
  }

  private void addPool(String id, String size, int nodes) {
    ok(
        201,
        fixture.client.post(
            "/pools",
            json(
                "{'id':'%s','vmSize':'%s',%s,'targetDedicatedNodes':%d,"
                    + "'startTask':{'commandLine':'s'}}",
                id, size, Fixture.IMAGE, nodes)));
    fixture.advance(10);
  }

  private void resize(String id, int dedicated, int spot) {
    ok(
        202,
        fixture.client.post(
            "/pools/" + id + "/resize",
            json("{'targetDedicatedNodes':%d,'targetLowPriorityNodes':%d}", dedicated, spot)));
    fixture.advance(10);
  }

  private String error(String pool) {
    JsonNode errors = fixture.pool(pool).path("resizeErrors");
    return errors.path(0).path("code").asText("");
  }
}
