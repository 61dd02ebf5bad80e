package io.github.lighterman.testing.blob;

import static io.github.lighterman.testing.blob.BlobPermission.READ;
import static io.github.lighterman.testing.blob.BlobPermission.WRITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccountKind;
import com.azure.storage.blob.models.BlobErrorCode;
import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.Threads;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The face that tests in Java see. */
final class BlobEmulatorTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static Wire.Reply put(BlobEmulator emulator, String name, String content)
      throws Exception {
    URI uri = URI.create(emulator.url("box", name) + "?" + emulator.sas("box", HOUR, WRITE));
    return Wire.send(uri, "PUT", content, "x-ms-blob-type: BlockBlob", "x-ms-meta-k: v");
  }

  @Test
  void stateShowsWhatIsStored() throws Exception {
    try (BlobEmulator emulator = BlobEmulator.start()) {
      emulator.createContainer("box");
      emulator.createContainer("box");
      String etag = put(emulator, "a/b c", "hello").header("ETag");

      assertThat(emulator.containers()).extracting(ContainerState::name).containsExactly("box");
      BlobState blob = emulator.container("box").orElseThrow().blob("a/b c").orElseThrow();
      assertThat(blob.size()).isEqualTo(5);
      assertThat(blob.type()).isEqualTo(BlobType.BLOCK);
      assertThat(blob.metadata()).isEqualTo(Map.of("k", "v"));
      assertThat(blob.headers()).containsEntry("Content-Type", "application/octet-stream");
      assertThat(blob.etag()).isEqualTo(etag.replace("\"", ""));
      assertThat(emulator.content("box", "a/b c").orElseThrow()).isEqualTo("hello".getBytes(UTF_8));
      assertThat(emulator.content("box", "absent")).isEmpty();
      assertThat(emulator.content("absent", "a")).isEmpty();
      assertThat(emulator.container("absent")).isEmpty();
    }
  }

  @Test
  void changesAreDatedByTheClock() throws Exception {
    ManualClock clock = ManualClock.create();
    try (BlobEmulator emulator = BlobEmulator.builder().clock(clock).start()) {
      emulator.createContainer("box");
      clock.advance(HOUR);

      assertThat(put(emulator, "a", "x").header("Last-Modified"))
          .isEqualTo("Tue, 01 Jan 2030 01:00:00 GMT");
      assertThat(emulator.container("box").orElseThrow().blob("a").orElseThrow().lastModified())
          .isEqualTo(clock.instant());
    }
  }

  @Test
  void requestsAreCountedAndRecordedWithoutSignatures() throws Exception {
    try (BlobEmulator emulator = BlobEmulator.start()) {
      emulator.createContainer("box");
      put(emulator, "a", "x");
      put(emulator, "b", "y");

      assertThat(emulator.count(BlobOperation.PUT_BLOB)).isEqualTo(2);
      assertThat(emulator.count(BlobOperation.GET_BLOB)).isZero();
      BlobRequest first = emulator.requests().get(0);
      assertThat(first.operation()).isEqualTo(BlobOperation.PUT_BLOB);
      assertThat(first.title()).isEqualTo("Put Blob");
      assertThat(first.method()).isEqualTo("PUT");
      assertThat(first.status()).isEqualTo(201);
      assertThat(first.target()).startsWith("/lighterman/box/a?sv=").endsWith("&sig=hidden");
    }
  }

  @Test
  void keyStaysOutOfTexts() {
    String key = Base64.getEncoder().encodeToString("secret".getBytes(UTF_8));
    try (BlobEmulator emulator = BlobEmulator.builder().account("mine1").key(key).start()) {
      assertThat(emulator.account()).isEqualTo("mine1");
      assertThat(emulator.key()).isEqualTo(key);
      assertThat(emulator.connectionString())
          .contains("AccountName=mine1;", "AccountKey=" + key + ";", emulator.endpoint() + ";");
      assertThat(emulator.toString()).contains("/mine1").doesNotContain(key);
    }
  }

  @Test
  void deletedContainersNameStaysTakenAsLongAsAskedFor() {
    ManualClock clock = ManualClock.at(Instant.now());
    try (BlobEmulator emulator =
            BlobEmulator.builder().clock(clock).containerDeletion(Duration.ofSeconds(30)).start();
        StorageClients clients = new StorageClients(1)) {
      BlobContainerClient box =
          clients.service(emulator.connectionString()).getBlobContainerClient("box");
      box.create();
      box.delete();
      BlobContract.assertFails(409, BlobErrorCode.CONTAINER_BEING_DELETED, box::create);
      assertThat(box.exists()).isFalse();

      clock.advance(Duration.ofSeconds(30));

      box.create();
      assertThat(box.exists()).isTrue();
    }
  }

  @Test
  void nothingIsLeftAfterCloseButTheState() throws Exception {
    // Another emulator may be running, for the contract.
    Set<Thread> before = Threads.named("blob-emulator");
    BlobEmulator emulator = BlobEmulator.start();
    emulator.createContainer("box");
    put(emulator, "a", "x");
    URI endpoint = emulator.endpoint();

    emulator.close();
    emulator.close();

    assertThat(Threads.left("blob-emulator", before)).isEmpty();
    assertThatThrownBy(() -> Wire.send(endpoint, "GET", "")).isInstanceOf(ConnectException.class);
    assertThat(emulator.content("box", "a")).isPresent();
    try (BlobEmulator next = BlobEmulator.builder().port(endpoint.getPort()).start()) {
      assertThat(next.endpoint()).isEqualTo(endpoint);
    }
  }

  @Test
  void takenPortIsNamed() {
    try (BlobEmulator first = BlobEmulator.start()) {
      int port = first.endpoint().getPort();

      assertThatThrownBy(() -> BlobEmulator.builder().port(port).start())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(Integer.toString(port));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Upper", "with-hyphen", "", "aaaaaaaaaaaaaaaaaaaaaaaaa"})
  void illegalAccountIsRefused(String name) {
    assertThatThrownBy(() -> BlobEmulator.builder().account(name))
        .hasMessageContaining("3 to 24 lower-case letters and digits");
  }

  @Test
  void illegalSettingsAreRefused() {
    BlobEmulator.Builder builder = BlobEmulator.builder();

    assertThatThrownBy(() -> builder.key("not base64!"))
        .hasMessageContaining("Base64")
        .hasMessageNotContaining("not base64!");
    assertThatThrownBy(() -> builder.key("")).hasMessageContaining("not empty");
    assertThatThrownBy(() -> builder.port(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> builder.port(65_536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> builder.clockSkew(Duration.ofSeconds(-1)))
        .hasMessageContaining("skew");
    assertThatThrownBy(() -> builder.containerDeletion(Duration.ofSeconds(-1)))
        .hasMessageContaining("time must be 0 or more");
    try (BlobEmulator emulator = builder.start()) {
      assertThatThrownBy(() -> emulator.createContainer("No")).hasMessageContaining("3 to 63");
    }
  }

  @Test
  void accountTellsOfItself() {
    try (BlobEmulator emulator = BlobEmulator.start();
        StorageClients clients = new StorageClients(1)) {
      var information = clients.service(emulator.connectionString()).getAccountInfo();

      assertThat(information.getAccountKind()).isEqualTo(AccountKind.STORAGE_V2);
    }
  }

  @Test
  void appendsOfManyAtOnceAllArrive() throws Exception {
    try (BlobEmulator emulator = BlobEmulator.start();
        StorageClients clients = new StorageClients(1)) {
      emulator.createContainer("box");
      var log =
          clients
              .service(emulator.connectionString())
              .getBlobContainerClient("box")
              .getBlobClient("log")
              .getAppendBlobClient();
      log.create();
      List<Callable<Object>> calls = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String line = "line " + i + "\n";
        lines.add(line.strip());
        calls.add(() -> log.appendBlock(BinaryData.fromString(line).toStream(), line.length()));
      }
      runAll(calls);

      String all = new String(emulator.content("box", "log").orElseThrow(), UTF_8);
      assertThat(all.lines()).containsExactlyInAnyOrderElementsOf(lines);
    }
  }

  private static void runAll(List<Callable<Object>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (Future<Object> each : threads.invokeAll(calls)) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void slashesAndOddCharactersInUrlsLeadToTheBlob() throws Exception {
    try (BlobEmulator emulator = BlobEmulator.start()) {
      emulator.createContainer("box");
      put(emulator, "a/ü ?#%+", "x");
      URI uri =
          URI.create(
              emulator.url("box", "a/ü ?#%+")
                  + "?"
                  + emulator.blobSas("box", "a/ü ?#%+", HOUR, READ));

      assertThat(uri.getRawPath()).startsWith("/lighterman/box/a/");
      assertThat(Wire.send(uri, "GET", "").body()).isEqualTo("x");
    }
  }
}
