package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecordedRequestTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void requestIsRecordedWithItsOperationAndAnswer() {
    ok(404, fixture.client.get("/jobs/none"));

    RecordedRequest request = fixture.emulator.requests().get(0);
    assertThat(request.operation()).isEqualTo("Job_Get");
    assertThat(request.target()).isEqualTo("/jobs/none?" + TestClient.VERSION);
    assertThat(request.status()).isEqualTo(404);
    assertThat(request.time()).isEqualTo(fixture.clock.instant());
  }

  @Test
  void countsAreByOperation() {
    fixture.addJob("j", "");
    fixture.job("j");
    fixture.job("j");
    fixture.client.wrong().get("/nonsense");

    assertThat(fixture.emulator.requestCounts())
        .isEqualTo(Map.of("Job_Add", 1L, "Job_Get", 2L, "Unknown", 1L));
  }

  @Test
  void signaturesAreRedacted() {
    fixture.client.wrong().get("/jobs?sv=1&sig=se%2Fcret%3D&se=2&SIG=secret");
    fixture.client.wrong().get("/jobs?url=https%3A%2F%2Fx%2Fy%3Fsig%3Dsecret%26se%3D2");

    assertThat(fixture.emulator.requests())
        .extracting(RecordedRequest::target)
        .containsExactly(
            "/jobs?sv=1&sig=REDACTED&se=2&SIG=REDACTED&" + TestClient.VERSION,
            "/jobs?url=https%3A%2F%2Fx%2Fy%3Fsig%3DREDACTED%26se%3D2&" + TestClient.VERSION);
  }

  @Test
  void longTargetIsCut() {
    fixture.client.wrong().get("/jobs?x=" + "a".repeat(10_000));

    assertThat(fixture.emulator.requests().get(0).target()).hasSize(2_003).endsWith("a...");
  }
}
