package io.github.lighterman.testing.blob;

import static io.github.lighterman.testing.blob.BlobPermission.CREATE;
import static io.github.lighterman.testing.blob.BlobPermission.LIST;
import static io.github.lighterman.testing.blob.BlobPermission.READ;
import static io.github.lighterman.testing.blob.BlobPermission.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasIpRange;
import com.azure.xml.XmlReader;
import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.blob.Wire.Reply;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets in, and how far; what Azurite knows too is in the contract. */
final class BlobAuthenticationTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualClock clock = ManualClock.at(Instant.now());
  private final BlobEmulator emulator = BlobEmulator.builder().clock(clock).start();
  private final StorageClients clients = new StorageClients(1);

  @BeforeEach
  void createBlob() throws Exception {
    emulator.createContainer("box");
    assertThat(bearer("PUT", "/box/a", "x", "x-ms-blob-type: BlockBlob").status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    clients.close();
    emulator.close();
  }

  private Reply bearer(String method, String path, String body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Authorization: Bearer " + emulator.bearerToken(HOUR));
    return Wire.send(
        URI.create(emulator.endpoint() + path), method, body, all.toArray(String[]::new));
  }

  private Reply get(String query, String... headers) throws Exception {
    return Wire.send(URI.create(emulator.url("box", "a") + query), "GET", "", headers);
  }

  @Test
  void withoutAnythingNobodyGetsIn() throws Exception {
    Reply reply = get("");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("NoAuthenticationInformation");
    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer ");
  }

  @ParameterizedTest
  @CsvSource({
    "SharedKeyLite a:b, 400",
    "SharedKey nocolon, 400",
    "SharedKey lighterman:AAAA, 403",
    "SharedKey another:AAAA, 403",
    "Basic abc, 400",
    "nonsense, 400",
    "Bearer a.b.c, 401",
    "Bearer abc, 401"
  })
  void strangeAuthorizationIsRefused(String value, int status) throws Exception {
    assertThat(get("", "Authorization: " + value).status()).isEqualTo(status);
  }

  @Test
  void keyAndSignatureTogetherAreRefused() throws Exception {
    String sas = emulator.sas("box", HOUR, READ);

    assertThat(get("?" + sas, "Authorization: Bearer x").status()).isEqualTo(400);
  }

  @Test
  void requestOfAnotherTimeIsRefused() {
    BlobClient blob =
        clients
            .service(emulator.connectionString())
            .getBlobContainerClient("box")
            .getBlobClient("a");
    assertThat(blob.exists()).isTrue();

    clock.advance(Duration.ofMinutes(16));

    BlobContract.assertFails(403, BlobErrorCode.AUTHENTICATION_FAILED, blob::downloadContent);
  }

  @Test
  void skewCanBeAllowed() {
    Clock far = Clock.offset(Clock.systemUTC(), Duration.ofDays(30));
    try (BlobEmulator other =
        BlobEmulator.builder().clock(far).clockSkew(Duration.ofDays(31)).start()) {
      BlobContainerClient box =
          clients.service(other.connectionString()).getBlobContainerClient("box");

      box.create();

      assertThat(box.exists()).isTrue();
    }
  }

  @Test
  void signatureEndsWithItsLifetime() throws Exception {
    String sas = emulator.sas("box", HOUR, READ);
    clock.advance(HOUR.minusSeconds(2));
    assertThat(get("?" + sas).status()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(2));

    Reply reply = get("?" + sas);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("AuthenticationFailed");
    assertThat(reply.body())
        .contains("<AuthenticationErrorDetail>")
        .contains("Signature not valid in the specified time frame");
  }

  @Test
  void signatureMadeHereBindsToo() throws Exception {
    URI blob =
        URI.create(emulator.url("box", "a") + "?" + emulator.blobSas("box", "a", HOUR, READ));
    assertThat(Wire.send(blob, "GET", "").body()).isEqualTo("x");
    assertThat(Wire.send(blob, "DELETE", "").status()).isEqualTo(403);

    String list = emulator.sas("box", HOUR, LIST);
    URI listing = URI.create(emulator.url("box") + "?restype=container&comp=list&" + list);
    assertThat(Wire.send(listing, "GET", "").body()).contains("<Name>a</Name>");
    assertThat(get("?" + list).status()).isEqualTo(403);
  }

  @Test
  void overwriteByWhoMayOnlyCreateHasItsOwnCode() throws Exception {
    URI uri = URI.create(emulator.url("box", "a") + "?" + emulator.sas("box", HOUR, CREATE));

    Reply reply = Wire.send(uri, "PUT", "y", "x-ms-blob-type: BlockBlob");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("UnauthorizedBlobOverwrite");
    assertThat(emulator.content("box", "a").orElseThrow()).asString().isEqualTo("x");
  }

  @Test
  void sourceOfACopyNeedsPermissionOfItsOwn() throws Exception {
    String source = emulator.url("box", "a") + "?" + emulator.blobSas("box", "a", HOUR, WRITE);

    Reply reply = bearer("PUT", "/box/b", "", "x-ms-copy-source: " + source);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("CannotVerifyCopySource");
  }

  @ParameterizedTest
  @CsvSource({
    "sr=c&si=policy, stored access policies",
    "sr=d&sdd=1, sdd",
    "sr=d, directories",
    "sr=bs, sr=bs",
    "sr=c&ses=scope, ses",
    "sr=b&sv=2012-02-12, 2015-04-05"
  })
  void signatureOfAKindThatIsNotDoneIsRefusedByName(String fields, String name) throws Exception {
    String rest = fields.contains("sv=") ? "" : "&sv=2023-11-03";
    Reply reply = get("?" + fields + rest + "&sp=r&se=2099-01-01T00:00:00Z&sig=AAAA");

    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.body()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 200",
    "127.0.0.0, 127.0.0.9, 200",
    "10.0.0.1, 10.0.0.9, 403",
    "127.0.0.2, 127.0.0.9, 403"
  })
  void signatureForAddressesIsGoodForThemOnly(String first, String last, int status)
      throws Exception {
    SasIpRange range = new SasIpRange().setIpMin(first).setIpMax(last);
    String sas = blob().generateSas(values().setSasIpRange(range));

    Reply reply = get("?" + sas);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("x-ms-error-code"))
        .isEqualTo(status == 200 ? "absent" : "AuthorizationSourceIPMismatch");
  }

  private BlobClient blob() {
    return clients
        .service(emulator.connectionString())
        .getBlobContainerClient("box")
        .getBlobClient("a");
  }

  private BlobServiceSasSignatureValues values() {
    return new BlobServiceSasSignatureValues(
        OffsetDateTime.ofInstant(clock.instant().plus(HOUR), ZoneOffset.UTC),
        BlobSasPermission.parse("r"));
  }

  @Test
  void tokenIsGoodForItsTime() throws Exception {
    String token = emulator.bearerToken(HOUR);
    assertThat(get("", "Authorization: Bearer " + token).body()).isEqualTo("x");

    clock.advance(HOUR);

    Reply reply = get("", "Authorization: Bearer " + token);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("InvalidAuthenticationInfo");
  }

  @Test
  void tokenOfAnotherEmulatorIsRefused() throws Exception {
    try (BlobEmulator other = BlobEmulator.start()) {
      assertThat(get("", "Authorization: Bearer " + other.bearerToken(HOUR)).status())
          .isEqualTo(401);
    }
  }

  private UserDelegationKey delegationKey(Duration lifetime) throws Exception {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String body =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>"
            + now
            + "</Start><Expiry>"
            + now.plus(lifetime)
            + "</Expiry></KeyInfo>";
    Reply reply =
        bearer(
            "POST", "/?restype=service&comp=userdelegationkey", body, "x-ms-version: 2026-10-06");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return UserDelegationKey.fromXml(XmlReader.fromString(reply.body()));
  }

  @Test
  void holderOfATokenSignsForOthers() throws Exception {
    UserDelegationKey key = delegationKey(HOUR);
    BlobContainerClient box =
        clients.service(emulator.connectionString()).getBlobContainerClient("box");
    String sas =
        box.generateUserDelegationSas(
            new BlobServiceSasSignatureValues(
                values().getExpiryTime(), BlobContainerSasPermission.parse("rl")),
            key);
    BlobContainerClient signed = clients.containerBySas(box.getBlobContainerUrl(), sas);

    assertThat(signed.getBlobClient("a").downloadContent()).hasToString("x");
    assertThat(signed.listBlobs()).hasSize(1);
    BlobContract.assertFails(403, () -> signed.getBlobClient("a").delete());
  }

  @Test
  void delegatedSignatureOfABlobEndsWithItsKey() throws Exception {
    String sas = blob().generateUserDelegationSas(values(), delegationKey(Duration.ofMinutes(10)));
    assertThat(get("?" + sas).body()).isEqualTo("x");

    clock.advance(Duration.ofMinutes(11));

    assertThat(get("?" + sas).status()).isEqualTo(403);
  }

  @Test
  void delegationKeysThatAreRevokedSignNothingMoreAndNewOnesDo() throws Exception {
    String before = blob().generateUserDelegationSas(values(), delegationKey(HOUR));
    assertThat(get("?" + before).status()).isEqualTo(200);

    emulator.revokeDelegationKeys();

    assertThat(get("?" + before).status()).isEqualTo(403);
    String after = blob().generateUserDelegationSas(values(), delegationKey(HOUR));
    assertThat(get("?" + after).status()).isEqualTo(200);
  }

  @Test
  void keyThatIsRenewedSignsAndTheOldOneNoMore() {
    String before = emulator.connectionString();

    emulator.renewKey();

    BlobContract.assertFails(
        403, () -> clients.service(before).getBlobContainerClient("box").getProperties());
    clients.service(emulator.connectionString()).getBlobContainerClient("box").getProperties();
  }

  @Test
  void delegationKeyIsForTokensAndForAWeek() throws Exception {
    String body =
        "<KeyInfo><Start>2030-01-01T00:00:00Z</Start><Expiry>2030-01-08T00:00:01Z</Expiry></KeyInfo>";
    String path = "/?restype=service&comp=userdelegationkey";
    assertThat(bearer("POST", path, body).header("x-ms-error-code")).isEqualTo("OutOfRangeInput");

    BlobServiceClient byKey = clients.service(emulator.connectionString());
    BlobContract.assertFails(403, () -> byKey.getUserDelegationKey(null, values().getExpiryTime()));
  }
}
