package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.blob.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the emulator doesn't do it refuses by name, and goes on. */
final class BlobRefusalsTest {
  @RegisterExtension final BlobEmulatorExtension blobs = new BlobEmulatorExtension();

  @BeforeEach
  void createBlob() throws IOException {
    blobs.emulator().createContainer("box");
    assertThat(send("PUT", "/box/a", "before", "x-ms-blob-type: BlockBlob").status())
        .isEqualTo(201);
  }

  @AfterEach
  void emulatorGoesOnAndNothingHasChanged() throws IOException {
    assertThat(send("GET", "/box/a", "").body()).isEqualTo("before");
  }

  private Reply send(String method, String path, String body, String... headers)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add(authorization());
    return Wire.send(
        URI.create(blobs.emulator().endpoint() + path), method, body, all.toArray(String[]::new));
  }

  private String authorization() {
    return "Authorization: Bearer " + blobs.emulator().bearerToken(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /box/a?comp=lease, Lease Blob",
    "PUT, /box?restype=container&comp=lease, Lease Container",
    "PUT, /box/a?comp=snapshot, Snapshot Blob",
    "PUT, /box/a?comp=tier, Set Blob Tier",
    "PUT, /box/a?comp=tags, Blob Tags",
    "GET, /box/a?comp=tags, Blob Tags",
    "PUT, /box/a?comp=page, Put Page",
    "POST, /box/a?comp=query, Query Blob Contents",
    "PUT, /box/a?comp=undelete, Undelete Blob",
    "PUT, /box/a?comp=expiry, Set Blob Expiry",
    "PUT, /box/a?comp=seal, Append Blob Seal",
    "PUT, /box?restype=container&comp=acl, Container ACL",
    "GET, /box?restype=container&comp=acl, Container ACL",
    "GET, /?comp=blobs&where=x, Find Blobs by Tags",
    "GET, /?restype=service&comp=properties, Blob Service Properties",
    "GET, /?restype=service&comp=stats, Blob Service Stats",
    "PATCH, /box/a, PATCH",
    "GET, /rootblob.txt, GET",
    "GET, /box/a?comp=invented, comp=invented"
  })
  void operationIsRefusedByName(String method, String path, String name) throws IOException {
    Reply reply = send(method, path, "");

    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("NotImplemented");
    assertThat(reply.body()).contains(name);
    assertThat(blobs.emulator().count(BlobOperation.UNSUPPORTED)).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-ms-lease-id: 1",
        "x-ms-tags: a=b",
        "x-ms-if-tags: a",
        "x-ms-access-tier: Cool",
        "x-ms-encryption-scope: s",
        "x-ms-encryption-key: k",
        "x-ms-legal-hold: true",
        "x-ms-structured-body: XSM/1.0; properties=crc64"
      })
  void headerIsRefusedByName(String header) throws IOException {
    Reply reply = send("PUT", "/box/a", "after", "x-ms-blob-type: BlockBlob", header);

    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.body()).contains(header.substring(0, header.indexOf(':')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /box/a x-ms-blob-type: PageBlob",
        "PUT /new?restype=container x-ms-blob-public-access: blob"
      })
  void kindThatIsNotDoneIsRefused(String request) throws IOException {
    String[] parts = request.split(" ", 3);

    assertThat(send(parts[0], parts[1], "", parts[2]).status()).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /box/b?comp=block&blockid=MQ%3D%3D x-ms-copy-source: http://h/a",
        "PUT /box/b x-ms-copy-source: http://elsewhere/account/box/a"
      })
  void copyOfWhatIsElsewhereIsRefused(String request) throws IOException {
    String[] parts = request.split(" ", 3);

    assertThat(send(parts[0], parts[1], "", parts[2]).status()).isEqualTo(501);
  }

  @ParameterizedTest
  @CsvSource({
    "/box/a?snapshot=2020, snapshot",
    "/box/a?versionid=2020, versionid",
    "/box?restype=container&comp=list&startFrom=b, startfrom",
    "/box/a?upn=true, upn",
    "/box/a?sp=r, sp"
  })
  void unknownQueryParameterIsRefusedByName(String path, String name) throws IOException {
    Reply reply = send("GET", path, "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("UnsupportedQueryParameter");
    assertThat(reply.body()).contains("'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "maxresults=0, OutOfRangeQueryParameterValue",
    "maxresults=many, InvalidQueryParameterValue",
    "include=everything, InvalidQueryParameterValue",
    "marker=made-up, OutOfRangeInput"
  })
  void illegalListIsRefused(String query, String code) throws IOException {
    assertThat(
            send("GET", "/box?restype=container&comp=list&" + query, "").header("x-ms-error-code"))
        .isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<BlockList>",
        "<Other/>",
        "not xml",
        "<!DOCTYPE b [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><BlockList><Latest>&x;</Latest></BlockList>",
        "<BlockList><Newest>MQ==</Newest></BlockList>"
      })
  void illegalBlockListIsRefused(String body) throws IOException {
    Reply reply = send("PUT", "/box/a?comp=blocklist", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("InvalidXmlDocument");
    assertThat(reply.body()).doesNotContain("root:");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /box/b?comp=block, MissingRequiredQueryParameter",
    "PUT, /box/b?comp=block&blockid=%21, InvalidQueryParameterValue",
    "PUT, /box/b, MissingRequiredHeader",
    "GET, /other/box/a, InvalidUri",
    "GET, /box/a?x=%zz, InvalidUri",
    "GET, /Box/a, InvalidResourceName",
    "GET, /box/../../secret, BlobNotFound",
    "GET, /box/%2e%2e%2fa, BlobNotFound"
  })
  void illegalRequestGetsTheServicesError(String method, String path, String code)
      throws IOException {
    URI endpoint = blobs.emulator().endpoint();
    String target = path.startsWith("/other") ? path : endpoint.getPath() + path;

    Reply reply = Wire.sendTo(endpoint.getPort(), target, method, "x", authorization());

    assertThat(reply.header("x-ms-error-code")).isEqualTo(code);
  }

  @Test
  void conditionsOnWhatTakesNoneAreRefused() throws IOException {
    Reply reply = send("PUT", "/box/a?comp=block&blockid=MQ%3D%3D", "x", "If-Match: \"0x1\"");

    assertThat(reply.header("x-ms-error-code")).isEqualTo("ConditionalHeadersNotSupported");
  }

  @Test
  void nameThatIsTooLongIsRefused() throws IOException {
    assertThat(send("GET", "/box/" + "a".repeat(1025), "").header("x-ms-error-code"))
        .isEqualTo("OutOfRangeInput");
  }

  @Test
  void metadataThatIsTooLargeIsRefused() throws IOException {
    assertThat(
            send("PUT", "/box/a?comp=metadata", "", "x-ms-meta-k: " + "v".repeat(8200))
                .header("x-ms-error-code"))
        .isEqualTo("MetadataTooLarge");
  }
}
