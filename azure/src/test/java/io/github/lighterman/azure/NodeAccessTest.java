package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobOperation;
import io.github.lighterman.testing.blob.BlobPermission;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes speak plain HTTP here, as the service's own agent does. */
final class NodeAccessTest {
  private static final String ODD = "d/a b+é%20#?";
  private static final Duration LIFE = Duration.ofHours(2);

  private final ManualClock clock = ManualClock.at(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final BlobEmulator emulator =
      BlobEmulator.builder().clock(clock).clockSkew(Duration.ofDays(99)).start();
  private final HttpClient node = HttpClient.newHttpClient();
  private final List<BlobContainer> opened = new ArrayList<>();

  /** Who signs. */
  enum Signer {
    KEY,
    IDENTITY,
    SIGNATURE
  }

  @BeforeEach
  void createContainer() {
    emulator.createContainer("box");
  }

  @AfterEach
  void close() {
    opened.forEach(BlobContainer::close);
    emulator.close();
  }

  private AzureBatchConfig config(Signer signer, Duration life) {
    AzureAuth auth =
        switch (signer) {
          case KEY -> AzureAuth.sharedKey(emulator.account(), emulator.key());
          case IDENTITY -> BlobFixture.identity(emulator, clock);
          case SIGNATURE ->
              AzureAuth.sas(
                  emulator.sas(
                      "box",
                      Duration.ofHours(2),
                      BlobPermission.READ,
                      BlobPermission.LIST,
                      BlobPermission.CREATE,
                      BlobPermission.WRITE,
                      BlobPermission.DELETE));
        };
    return BlobFixture.config(emulator.endpoint(), auth, "box").toBuilder()
        .signatureLife(life)
        .build();
  }

  private BlobContainer open(AzureBatchConfig config) {
    BlobContainer container = BlobContainer.open(config);
    opened.add(container);
    return container;
  }

  private NodeAccess access(Signer signer, Duration life) {
    AzureBatchConfig config = config(signer, life);
    return new NodeAccess(config, open(config), clock);
  }

  private int status(String method, URI url) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).header("x-ms-version", "2023-11-03");
    if (method.equals("PUT")) {
      request.header("x-ms-blob-type", "BlockBlob").PUT(BodyPublishers.ofString("new"));
    } else {
      request.method(method, BodyPublishers.noBody());
    }
    return node.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static URI blobOf(URI container, String name) {
    return URI.create(container.toString().replace("?", "/" + name + "?"));
  }

  private static URI list(URI container) {
    return URI.create(container + "&restype=container&comp=list");
  }

  @ParameterizedTest
  @EnumSource
  void readableAddressReadsItsBlobAndNoMore(Signer signer) throws Exception {
    BlobContainer container = open(config(Signer.KEY, LIFE));
    container.upload(ODD, "content".getBytes(UTF_8));
    container.upload("other", "content".getBytes(UTF_8));
    NodeAccess access = access(signer, LIFE);

    URI url = access.readable(ODD);

    assertThat(node.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body())
        .isEqualTo("content");
    assertThat(access.identity()).isEmpty();
    if (signer != Signer.SIGNATURE) {
      assertThat(status("PUT", url)).isEqualTo(403);
      assertThat(status("DELETE", url)).isEqualTo(403);
      URI other = URI.create(emulator.url("box", "other") + "?" + url.getRawQuery());
      assertThat(status("GET", other)).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KEY", "IDENTITY"})
  void listableAddressListsAndReadsAndNoMore(Signer signer) throws Exception {
    open(config(Signer.KEY, LIFE)).upload("a", "content".getBytes(UTF_8));

    URI url = access(signer, LIFE).listable();

    assertThat(status("GET", list(url))).isEqualTo(200);
    assertThat(status("GET", blobOf(url, "a"))).isEqualTo(200);
    assertThat(status("PUT", blobOf(url, "b"))).isEqualTo(403);
    assertThat(status("DELETE", blobOf(url, "a"))).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(names = {"KEY", "IDENTITY"})
  void writableAddressWritesAndNoMore(Signer signer) throws Exception {
    URI url = access(signer, LIFE).writable();

    assertThat(status("PUT", blobOf(url, "a"))).isEqualTo(201);
    assertThat(status("PUT", blobOf(url, "a"))).isEqualTo(201);
    assertThat(status("GET", blobOf(url, "a"))).isEqualTo(403);
    assertThat(status("DELETE", blobOf(url, "a"))).isEqualTo(403);
    assertThat(status("GET", list(url))).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource
  void addressIsGoodAsLongAsPromisedAndNotMuchLonger(Signer signer) throws Exception {
    open(config(Signer.KEY, LIFE)).upload("a", "content".getBytes(UTF_8));
    NodeAccess access = access(signer, LIFE);
    URI blob = access.readable("a");
    URI container = access.listable();
    Instant end = access.goodUntil().orElseThrow();
    assertThat(end).isEqualTo(clock.instant().plus(LIFE));

    clock.advanceTo(end.minusSeconds(1));
    assertThat(status("GET", blob)).isEqualTo(200);
    assertThat(status("GET", list(container))).isEqualTo(200);

    clock.advance(Duration.ofMinutes(6));
    assertThat(status("GET", blob)).isEqualTo(403);
    assertThat(status("GET", list(container))).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(names = {"KEY", "IDENTITY"})
  void tasksShareAnAddressForSomeMinutes(Signer signer) throws Exception {
    NodeAccess access = access(signer, LIFE);
    URI first = access.writable();
    clock.advance(Duration.ofMinutes(4));

    assertThat(access.writable()).isEqualTo(first);
    assertThat(access.listable()).isNotEqualTo(first);

    clock.advance(Duration.ofMinutes(2));
    assertThat(access.writable()).isNotEqualTo(first);
  }

  @Test
  void delegatedAddressesShareAKeyUntilItMustBeRenewed() throws Exception {
    NodeAccess access = access(Signer.IDENTITY, LIFE);
    for (int i = 0; i < 20; i++) {
      access.readable("a" + i);
    }
    access.listable();
    assertThat(emulator.count(BlobOperation.GET_USER_DELEGATION_KEY)).isEqualTo(1);

    for (int hour = 0; hour < 8 * 24; hour++) {
      clock.advance(Duration.ofHours(1));
      Instant end = access.goodUntil().orElseThrow();
      assertThat(access.readable("a").toString()).contains("sig=");
      assertThat(end).isEqualTo(clock.instant().plus(LIFE));
    }

    // Two keys, and a request whose token had expired, which the client's own clock didn't show.
    assertThat(emulator.count(BlobOperation.GET_USER_DELEGATION_KEY)).isEqualTo(3);
  }

  @Test
  void delegatedAddressEndsWithItsKeyWithinAWeek() throws Exception {
    open(config(Signer.KEY, LIFE)).upload("a", "content".getBytes(UTF_8));
    NodeAccess access = access(Signer.IDENTITY, Duration.ofDays(30));
    URI blob = access.readable("a");
    Instant end = access.goodUntil().orElseThrow();
    assertThat(end)
        .isBetween(
            clock.instant().plus(Duration.ofDays(7)).minus(Duration.ofMinutes(20)),
            clock.instant().plus(Duration.ofDays(7)));

    clock.advance(Duration.ofDays(3));
    URI later = access.readable("a");
    assertThat(access.goodUntil().orElseThrow()).isEqualTo(end.plus(Duration.ofDays(3)));
    clock.advanceTo(end.minusSeconds(1));
    assertThat(status("GET", blob)).isEqualTo(200);
    clock.advance(Duration.ofMinutes(1));

    assertThat(status("GET", blob)).isEqualTo(403);
    assertThat(status("GET", later)).isEqualTo(200);
  }

  @Test
  void nodesWithAnIdentityGetBareAddresses() throws IOException {
    AzureBatchConfig config =
        config(Signer.KEY, LIFE).toBuilder().nodeIdentity("/subscriptions/me").build();
    NodeAccess access = new NodeAccess(config, open(config), clock);

    assertThat(access.identity()).contains("/subscriptions/me");
    assertThat(access.readable(ODD)).isEqualTo(emulator.url("box", ODD));
    assertThat(access.readable(emulator.url("box", ODD))).isEqualTo(emulator.url("box", ODD));
    assertThat(access.listable()).isEqualTo(emulator.url("box"));
    assertThat(access.writable()).isEqualTo(emulator.url("box"));
    assertThat(access.goodUntil()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ownAddressIsSignedAndAnotherIsNot(Signer signer) throws Exception {
    open(config(Signer.KEY, LIFE)).upload(ODD, "content".getBytes(UTF_8));
    NodeAccess access = access(signer, LIFE);
    URI own = emulator.url("box", ODD);

    assertThat(access.readable(own).toString()).startsWith(own + "?");
    assertThat(status("GET", access.readable(own))).isEqualTo(200);
    for (String other :
        List.of(
            emulator.url("box") + "2/a",
            emulator.url("box") + "/",
            emulator.url("box").toString(),
            own + "?sig=x",
            emulator.endpoint() + "/other/a",
            "https://example.com/box/a")) {
      assertThat(access.readable(URI.create(other))).isEqualTo(URI.create(other));
    }
  }

  @Test
  void givenSignatureThatLacksAPermissionIsRefusedWithItsName() throws Exception {
    String sas = emulator.sas("box", Duration.ofHours(1), BlobPermission.READ);
    AzureBatchConfig config =
        BlobFixture.config(emulator.endpoint(), AzureAuth.sas("?" + sas), "box");
    NodeAccess access = new NodeAccess(config, open(config), clock);

    assertThat(access.readable("a").getRawQuery()).isEqualTo(sas);
    assertThat(access.goodUntil()).contains(clock.instant().plus(Duration.ofHours(1)));
    assertThatThrownBy(access::listable)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'l'")
        .hasMessageNotContaining("sig=");
    assertThatThrownBy(access::writable)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'w'");

    clock.advance(Duration.ofHours(1));
    assertThatThrownBy(() -> access.readable("a")).hasMessageContaining("expired");
  }
}
