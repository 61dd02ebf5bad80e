package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.TestClient.Answer;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest {
  private final Fixture fixture = new Fixture(builder -> builder.acceptToken("good-token"));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void requestSignedWithAnotherKeyIsRefused() {
    TestClient stranger =
        new TestClient(
            fixture.emulator.endpoint(),
            fixture.emulator.accountName(),
            "c29tZSBvdGhlciBrZXk=",
            fixture.clock);

    Answer answer = ok(403, stranger.get("/jobs"));

    assertThat(answer.code()).isEqualTo("AuthenticationFailed");
    assertThat(answer.value("AuthenticationErrorDetail")).contains("signature");
    assertThat(answer.text()).doesNotContain(fixture.emulator.accountKey());
  }

  @Test
  void requestForAnotherAccountIsRefused() {
    TestClient stranger =
        new TestClient(
            fixture.emulator.endpoint(), "other", fixture.emulator.accountKey(), fixture.clock);

    assertThat(ok(403, stranger.get("/jobs")).code()).isEqualTo("AuthenticationFailed");
  }

  @ParameterizedTest
  @ValueSource(ints = {-16, 16})
  void requestFromAnotherTimeIsRefused(int minutes) {
    Clock skewed = Clock.offset(fixture.clock, Duration.ofMinutes(minutes));

    Answer answer = ok(403, new TestClient(fixture.emulator, skewed).get("/jobs"));

    assertThat(answer.value("AuthenticationErrorDetail")).contains("15 minutes");
  }

  @ParameterizedTest
  @ValueSource(ints = {-14, 14})
  void clocksMayDifferALittle(int minutes) {
    Clock skewed = Clock.offset(fixture.clock, Duration.ofMinutes(minutes));

    ok(200, new TestClient(fixture.emulator, skewed).get("/jobs"));
  }

  @Test
  void clientMayGoByTheRealTimeWhateverTheEmulatorsIs() {
    ok(200, new TestClient(fixture.emulator, Clock.systemUTC()).get("/jobs"));
  }

  @Test
  void tokenIsAcceptedIfItIsKnown() {
    ok(200, fixture.client.get("/jobs", "Authorization", "Bearer good-token"));
    ok(403, fixture.client.get("/jobs", "Authorization", "Bearer bad-token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SharedKey", "SharedKey lighterman", "SharedKey lighterman:%", "Basic x"})
  void headerThatCannotBeReadIsRefused(String header) {
    assertThat(ok(400, fixture.client.get("/jobs", "Authorization", header)).code())
        .isEqualTo("InvalidAuthenticationInfo");
  }

  @Test
  void nothingIsDoneForWhoIsNotAuthenticated() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");

    ok(
        403,
        fixture.client.post(
            "/jobs/j/tasks",
            json("{'id':'t','commandLine':'x'}"),
            "Authorization",
            "SharedKey lighterman:AAAA"));

    fixture.advance(10);
    assertThat(fixture.orders).isEmpty();
    ok(404, fixture.client.get("/jobs/j/tasks/t"));
  }
}
