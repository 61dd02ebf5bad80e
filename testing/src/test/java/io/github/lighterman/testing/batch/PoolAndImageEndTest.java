package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.TestClient.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Images that go, and pools that come and go with their jobs. */
final class PoolAndImageEndTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void imageThatIsWithdrawnIsListedNoMoreAndMakesNoPool() {
    fixture.addPool("old", 1, "");
    assertThat(image()).hasSize(1);

    fixture.emulator.withdrawImage("Canonical", "ubuntu-24_04-lts", "server");

    assertThat(image()).isEmpty();
    Answer answer =
        ok(400, fixture.client.post("/pools", json("{'id':'p','vmSize':'s',%s}", IMAGE)));
    assertThat(answer.code()).isEqualTo("InvalidPropertyValue");
    assertThat(answer.text()).contains("imageReference", "ubuntu-24_04-lts", "not supported");
    assertThat(fixture.nodes("old")).hasSize(1);
  }

  @Test
  void jobWhoseOwnPoolHasAWithdrawnImageSaysSo() {
    fixture.emulator.withdrawImage("canonical", "ubuntu-24_04-lts", "server");
    addJob("job", "");

    JsonNode info = fixture.job("j").path("executionInfo");
    assertThat(info.has("poolId")).isFalse();
    assertThat(info.path("schedulingError").path("category").asText()).isEqualTo("UserError");
    assertThat(info.path("schedulingError").path("code").asText()).isNotEmpty();
  }

  @Test
  void endOfSupportIsTold() {
    fixture.emulator.endImageSupport(
        "canonical", "ubuntu-24_04-lts", "server", Instant.parse("2027-01-01T00:00:00Z"));

    assertThat(image().get(0).path("batchSupportEndOfLife").asText())
        .isEqualTo("2027-01-01T00:00:00Z");
  }

  @Test
  void poolOfAJobComesAndGoesWithIt() {
    addJob("job", "");
    String pool = fixture.job("j").path("executionInfo").path("poolId").asText();
    assertThat(pool).startsWith("pre_");
    assertThat(fixture.pool(pool).path("targetDedicatedNodes").asInt()).isEqualTo(1);
    assertThat(fixture.job("j").path("poolInfo").has("poolId")).isFalse();
    fixture.advance(10);
    fixture.addTask("j", "t", "x", "");
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");

    ok(202, fixture.client.post("/jobs/j/terminate"));
    fixture.advance(10);

    assertThat(fixture.emulator.snapshot().pools()).isEmpty();
    assertThat(fixture.job("j").path("state").asText()).isEqualTo("completed");
  }

  @Test
  void poolOfADeletedJobGoesUnlessItIsToStay() {
    addJob("job", "");
    ok(202, fixture.client.delete("/jobs/j"));
    fixture.advance(10);
    assertThat(fixture.emulator.snapshot().pools()).isEmpty();

    addJob("job", ",'keepAlive':true");
    ok(202, fixture.client.delete("/jobs/j"));
    fixture.advance(10);

    assertThat(fixture.emulator.snapshot().pools()).hasSize(1);
    assertThat(fixture.emulator.snapshot().jobs()).isEmpty();
  }

  @Test
  void poolThatLastsAsLongAsAScheduleIsNoneForAJob() {
    Answer answer = ok(400, post("jobschedule", ""));

    assertThat(answer.text()).contains("poolLifetimeOption");
    assertThat(fixture.emulator.snapshot().pools()).isEmpty();
  }

  private void addJob(String lifetime, String more) {
    ok(201, post(lifetime, more));
  }

  private Answer post(String lifetime, String more) {
    return fixture.client.post(
        "/jobs",
        json(
            "{'id':'j','poolInfo':{'autoPoolSpecification':{'poolLifetimeOption':'%s',"
                + "'autoPoolIdPrefix':'pre','pool':{'vmSize':'standard_d2s_v5',%s,"
                + "'targetDedicatedNodes':1}%s}}}",
            lifetime, IMAGE, more));
  }

  private List<JsonNode> image() {
    List<JsonNode> images = new ArrayList<>();
    for (JsonNode each : ok(200, fixture.client.get("/supportedimages")).json().path("value")) {
      JsonNode reference = each.path("imageReference");
      if (reference.path("offer").asText().equals("ubuntu-24_04-lts")
          && reference.path("sku").asText().equals("server")) {
        images.add(each);
      }
    }
    return images;
  }
}
