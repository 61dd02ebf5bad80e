package io.github.lighterman.testing.blob;

import static io.github.lighterman.testing.blob.BlobPermission.READ;
import static io.github.lighterman.testing.blob.BlobPermission.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import io.github.lighterman.testing.blob.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class BlobFaultTest {
  @RegisterExtension final BlobEmulatorExtension blobs = new BlobEmulatorExtension();

  @BeforeEach
  void createContainer() {
    blobs.emulator().createContainer("box");
  }

  private Reply put(String content) throws IOException {
    return Wire.send(signed(), "PUT", content, "x-ms-blob-type: BlockBlob");
  }

  private Reply get() throws IOException {
    return Wire.send(signed(), "GET", "");
  }

  private URI signed() {
    BlobEmulator emulator = blobs.emulator();
    return URI.create(
        emulator.url("box", "a") + "?" + emulator.sas("box", Duration.ofMinutes(5), READ, WRITE));
  }

  private void inject(BlobFaultRule rule) {
    blobs.emulator().inject(rule);
  }

  private boolean isStored() {
    return blobs.emulator().content("box", "a").isPresent();
  }

  @Test
  void throttledRequestIsToldWhenToComeBack() throws IOException {
    inject(BlobFaultRule.of(BlobFault.THROTTLED).lasting(Duration.ofMillis(6500)));

    Reply reply = put("x");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("7");
    assertThat(reply.header("x-ms-error-code")).isEqualTo("ServerBusy");
    assertThat(isStored()).isFalse();
  }

  @Test
  void internalErrorHasACode() throws IOException {
    inject(BlobFaultRule.of(BlobFault.INTERNAL_ERROR));

    assertThat(put("x").header("x-ms-error-code")).isEqualTo("InternalError");
    assertThat(isStored()).isFalse();
  }

  @Test
  void unavailableSaysNothing() throws IOException {
    inject(BlobFaultRule.of(BlobFault.UNAVAILABLE));

    Reply reply = put("x");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("x-ms-error-code")).isEqualTo("absent");
    assertThat(isStored()).isFalse();
  }

  @Test
  void resetBeforeApplyStoresNothing() {
    inject(BlobFaultRule.of(BlobFault.RESET_BEFORE_APPLY));

    assertThatThrownBy(() -> put("x")).isInstanceOf(IOException.class);
    assertThat(isStored()).isFalse();
    assertThat(blobs.emulator().requests()).last().matches(request -> request.status() == 0);
  }

  @Test
  void resetAfterApplyHasStored() {
    inject(BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY));

    assertThatThrownBy(() -> put("x")).isInstanceOf(IOException.class);
    assertThat(isStored()).isTrue();
  }

  @Test
  void slowAnswerIsLateAndWhole() throws IOException {
    put("x");
    inject(BlobFaultRule.of(BlobFault.SLOW).lasting(Duration.ofMillis(200)));
    long start = System.nanoTime();

    assertThat(get().body()).isEqualTo("x");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void truncatedAnswerPromisesMoreThanComes() throws IOException {
    put("0123456789");
    inject(BlobFaultRule.of(BlobFault.TRUNCATED));

    Reply reply = get();

    assertThat(reply.header("Content-Length")).isEqualTo("10");
    assertThat(reply.body()).isEqualTo("01234");
    assertThatThrownBy(() -> put("y")).isInstanceOf(IOException.class);
    assertThat(blobs.emulator().content("box", "a").orElseThrow()).asString().isEqualTo("y");
  }

  @Test
  void ruleIsForItsOperationsOnly() throws IOException {
    inject(BlobFaultRule.of(BlobFault.INTERNAL_ERROR).on(BlobOperation.GET_BLOB));

    assertThat(put("x").status()).isEqualTo(201);
    assertThat(get().status()).isEqualTo(500);
  }

  @Test
  void ruleSparesTheFirstAndEndsAfterItsTimes() throws IOException {
    put("x");
    inject(BlobFaultRule.of(BlobFault.INTERNAL_ERROR).after(1).times(2));

    assertThat(statuses(5)).containsExactly(200, 500, 500, 200, 200);
  }

  @Test
  void firstRuleWinsAndAllEndWhenCleared() throws IOException {
    put("x");
    inject(BlobFaultRule.of(BlobFault.UNAVAILABLE).times(1));
    inject(BlobFaultRule.of(BlobFault.INTERNAL_ERROR));
    assertThat(statuses(2)).containsExactly(503, 500);

    blobs.emulator().clearFaults();

    assertThat(statuses(1)).containsExactly(200);
  }

  @Test
  void sameSeedHitsTheSameRequests() throws IOException {
    put("x");
    BlobFaultRule rule = BlobFaultRule.of(BlobFault.INTERNAL_ERROR).withProbability(0.5, 42);
    inject(rule);
    List<Integer> first = statuses(20);
    blobs.emulator().clearFaults();
    inject(rule);

    assertThat(statuses(20)).isEqualTo(first).contains(200, 500);
  }

  private List<Integer> statuses(int count) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      statuses.add(get().status());
    }
    return statuses;
  }

  @Test
  void clientThatRetriesGetsThrough() {
    inject(BlobFaultRule.of(BlobFault.THROTTLED).on(BlobOperation.PUT_BLOB).times(1));
    inject(
        BlobFaultRule.of(BlobFault.RESET_AFTER_APPLY).on(BlobOperation.PUT_BLOB).after(1).times(1));
    try (StorageClients clients = new StorageClients(4)) {
      clients
          .service(blobs.emulator().connectionString())
          .getBlobContainerClient("box")
          .getBlobClient("a")
          .upload(BinaryData.fromString("x"), true);
    }

    assertThat(isStored()).isTrue();
    assertThat(blobs.emulator().count(BlobOperation.PUT_BLOB)).isEqualTo(3);
  }

  @Test
  void illegalRulesAreRefused() {
    BlobFaultRule rule = BlobFaultRule.of(BlobFault.SLOW);

    assertThatThrownBy(() -> rule.times(0)).hasMessageContaining("times must be 1 or more");
    assertThatThrownBy(() -> rule.after(-1)).hasMessageContaining("spared must be 0 or more");
    assertThatThrownBy(() -> rule.withProbability(1.1, 0)).hasMessageContaining("from 0 to 1");
    assertThatThrownBy(() -> rule.withProbability(Double.NaN, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> rule.lasting(Duration.ofMillis(-1))).hasMessageContaining("0 or more");
  }
}
