package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConditionalRequestTest {
  private static final String BEFORE = "Mon, 31 Dec 2029 00:00:00 GMT";
  private static final String AFTER = "Wed, 02 Jan 2030 00:00:00 GMT";

  private final Fixture fixture = new Fixture();
  private String etag = "";

  @BeforeEach
  void addJob() {
    fixture.addJob("j", "");
    etag = ok(200, fixture.client.get("/jobs/j")).header("ETag");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void readHappensOnlyIfTheConditionIsMet() {
    ok(200, fixture.client.get("/jobs/j", "If-Match", etag));
    ok(200, fixture.client.get("/jobs/j", "If-None-Match", "0x1"));
    ok(200, fixture.client.get("/jobs/j", "If-Modified-Since", BEFORE));
    ok(200, fixture.client.get("/jobs/j", "If-Unmodified-Since", AFTER));
    assertThat(ok(304, fixture.client.get("/jobs/j", "If-None-Match", etag)).text()).isEmpty();
    ok(304, fixture.client.get("/jobs/j", "If-None-Match", "*"));
    ok(304, fixture.client.get("/jobs/j", "If-Modified-Since", AFTER));
    assertThat(ok(412, fixture.client.get("/jobs/j", "If-Match", "0x1")).code())
        .isEqualTo("ConditionNotMet");
    ok(412, fixture.client.get("/jobs/j", "If-Unmodified-Since", BEFORE));
  }

  @Test
  void changeHappensOnlyIfTheConditionIsMet() {
    String patch = json("{'priority':5}");

    ok(412, fixture.client.patch("/jobs/j", patch, "If-Match", "0x1"));
    ok(412, fixture.client.patch("/jobs/j", patch, "If-None-Match", etag));
    ok(412, fixture.client.patch("/jobs/j", patch, "If-Modified-Since", AFTER));
    ok(412, fixture.client.patch("/jobs/j", patch, "If-Unmodified-Since", BEFORE));
    assertThat(fixture.job("j").path("priority").asInt()).isZero();

    String next = ok(200, fixture.client.patch("/jobs/j", patch, "If-Match", etag)).header("ETag");

    assertThat(next).isNotEqualTo(etag);
    assertThat(fixture.job("j").path("eTag").asText()).isEqualTo(next);
    assertThat(fixture.job("j").path("priority").asInt()).isEqualTo(5);
  }

  @Test
  void onlyTwoPairsOfConditionsGoTogether() {
    ok(200, fixture.client.get("/jobs/j", "If-Match", etag, "If-Unmodified-Since", AFTER));
    assertThat(
            ok(400, fixture.client.get("/jobs/j", "If-Match", etag, "If-None-Match", "0x1")).code())
        .isEqualTo("MultipleConditionHeadersNotSupported");
    assertThat(ok(400, fixture.client.wrong().get("/jobs", "If-Match", etag)).code())
        .isEqualTo("UnsupportedHeader");
  }

  @Test
  void etagOfATaskStaysWhenItsStateChanges() {
    fixture.addPool("p", 1, "");
    ok(201, fixture.client.post("/jobs/j/tasks", json("{'id':'t','commandLine':'x'}")));
    String before = fixture.task("j", "t").path("eTag").asText();
    fixture.advance(5);

    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
    assertThat(fixture.task("j", "t").path("eTag").asText()).isEqualTo(before);
  }
}
