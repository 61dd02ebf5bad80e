package io.github.lighterman.testing.blob;

import static io.github.lighterman.testing.blob.BlobPermission.ADD;
import static io.github.lighterman.testing.blob.BlobPermission.CREATE;
import static io.github.lighterman.testing.blob.BlobPermission.DELETE;
import static io.github.lighterman.testing.blob.BlobPermission.LIST;
import static io.github.lighterman.testing.blob.BlobPermission.READ;
import static io.github.lighterman.testing.blob.BlobPermission.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.blob.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees that reads every header and every byte. */
final class BlobWireTest {
  private static final String BLOCK_BLOB = "x-ms-blob-type: BlockBlob";

  @RegisterExtension final BlobEmulatorExtension blobs = new BlobEmulatorExtension();

  @BeforeEach
  void createContainer() {
    blobs.emulator().createContainer("box");
  }

  private URI signed(String path) {
    BlobEmulator emulator = blobs.emulator();
    String sas = emulator.sas("box", Duration.ofMinutes(5), READ, ADD, CREATE, WRITE, DELETE, LIST);
    return URI.create(emulator.url("box") + path + (path.indexOf('?') < 0 ? "?" : "&") + sas);
  }

  private Reply put(String name, String content) throws IOException {
    return Wire.send(signed("/" + name), "PUT", content, BLOCK_BLOB);
  }

  @Test
  void headersHaveTheServicesNamesAndCase() throws IOException {
    Reply put =
        Wire.send(
            signed("/a"),
            "PUT",
            "hello",
            BLOCK_BLOB,
            "x-ms-version: 2020-10-02",
            "x-ms-client-request-id: mine",
            "x-ms-meta-Mode: 755");
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("ETag")).matches("\"0x[0-9A-F]+\"");
    assertThat(put.header("Last-Modified")).endsWith(" GMT");
    assertThat(put.header("Content-MD5")).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
    assertThat(put.header("x-ms-version")).isEqualTo("2020-10-02");
    assertThat(put.header("x-ms-client-request-id")).isEqualTo("mine");
    assertThat(put.header("x-ms-request-id")).hasSize(36);

    Reply head = Wire.send(signed("/a"), "HEAD", "");
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.header("ETag")).isEqualTo(put.header("ETag"));
    assertThat(head.header("x-ms-blob-type")).isEqualTo("BlockBlob");
    assertThat(head.header("x-ms-meta-Mode")).isEqualTo("755");
    assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
  }

  @Test
  void errorIsXmlWithTheCodeInAHeaderToo() throws IOException {
    Reply reply = Wire.send(signed("/absent"), "GET", "");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("BlobNotFound");
    assertThat(reply.header("Content-Type")).isEqualTo("application/xml");
    assertThat(reply.body())
        .startsWith("<?xml")
        .contains("<Error><Code>BlobNotFound</Code><Message>")
        .contains("RequestId:" + reply.header("x-ms-request-id"))
        .contains("Time:");
  }

  @Test
  void errorOfHeadHasNoBody() throws IOException {
    Reply reply = Wire.send(signed("/absent"), "HEAD", "");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("x-ms-error-code")).isEqualTo("BlobNotFound");
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void whatIsNotModifiedHasNoBody() throws IOException {
    String etag = put("a", "x").header("ETag");

    Reply reply = Wire.send(signed("/a"), "GET", "", "If-None-Match: " + etag);

    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Range, bytes=1-2, 206, 12, bytes 1-2/5",
    "x-ms-range, bytes=3-, 206, 34, bytes 3-4/5",
    "Range, bytes=0-99, 206, 01234, bytes 0-4/5"
  })
  void rangeIsServed(String header, String range, int status, String body, String contentRange)
      throws IOException {
    put("a", "01234");

    Reply reply = Wire.send(signed("/a"), "GET", "", header + ": " + range);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEqualTo(body);
    assertThat(reply.header("Content-Range")).isEqualTo(contentRange);
    assertThat(reply.header("Content-MD5")).isEqualTo("absent");
  }

  @Test
  void rangePastTheEndTellsTheLength() throws IOException {
    put("a", "01234");

    Reply reply = Wire.send(signed("/a"), "GET", "", "Range: bytes=5-9");

    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("Content-Range")).isEqualTo("bytes */5");
    assertThat(reply.header("x-ms-error-code")).isEqualTo("InvalidRange");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=-3", "bytes=3-1", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4"})
  void illegalRangeIsRefused(String range) throws IOException {
    put("a", "01234");

    Reply reply = Wire.send(signed("/a"), "GET", "", "x-ms-range: " + range);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("InvalidHeaderValue").contains(range);
  }

  @Test
  void crc64IsThatOfTheService() throws IOException {
    // The check value of this polynomial for the nine digits, little-endian in Base64.
    String crc = "iJh5CoYUi64=";

    assertThat(
            Wire.send(signed("/a"), "PUT", "123456789", BLOCK_BLOB, "x-ms-content-crc64: " + crc)
                .status())
        .isEqualTo(201);
    Reply wrong =
        Wire.send(signed("/a"), "PUT", "123456780", BLOCK_BLOB, "x-ms-content-crc64: " + crc);
    assertThat(wrong.header("x-ms-error-code")).isEqualTo("Crc64Mismatch");
    Reply range =
        Wire.send(
            signed("/a"), "GET", "", "Range: bytes=0-8", "x-ms-range-get-content-crc64: true");
    assertThat(range.header("x-ms-content-crc64")).isEqualTo(crc);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-MD5", "x-ms-blob-content-md5"})
  void bodyMustHaveTheMd5ThatIsSent(String header) throws IOException {
    Reply reply =
        Wire.send(signed("/a"), "PUT", "hello", BLOCK_BLOB, header + ": AAAAAAAAAAAAAAAAAAAAAA==");
    assertThat(reply.header("x-ms-error-code")).isEqualTo("Md5Mismatch");
    assertThat(
            Wire.send(signed("/a"), "PUT", "hello", BLOCK_BLOB, header + ": short")
                .header("x-ms-error-code"))
        .isEqualTo("InvalidMd5");
    assertThat(blobs.emulator().content("box", "a")).isEmpty();
  }

  @Test
  void nameThatXmlCannotHoldIsListedEncoded() throws IOException {
    put("a%01b", "x");
    put("plain%26", "x");

    Reply reply = Wire.send(signed("?restype=container&comp=list"), "GET", "");

    assertThat(reply.body())
        .contains("<Name Encoded=\"true\">a%01b</Name>")
        .contains("<Name>plain&amp;</Name>")
        .contains("<NextMarker></NextMarker>");
  }

  @Test
  void answersHaveIdsOfTheirOwn() throws IOException {
    assertThat(put("a", "1").header("x-ms-request-id"))
        .isNotEqualTo(put("a", "1").header("x-ms-request-id"));
  }

  @Test
  void metadataIsReadOnItsOwn() throws IOException {
    Wire.send(signed("/a"), "PUT", "x", BLOCK_BLOB, "x-ms-meta-k: v");

    Reply reply = Wire.send(signed("/a?comp=metadata"), "GET", "");

    assertThat(reply.header("x-ms-meta-k")).isEqualTo("v");
    assertThat(reply.header("x-ms-blob-type")).isEqualTo("absent");
  }

  @Test
  void stagedBlobsAreListedIfAskedFor() throws IOException {
    assertThat(Wire.send(signed("/a?comp=block&blockid=MQ%3D%3D"), "PUT", "x").status())
        .isEqualTo(201);

    String plain = Wire.send(signed("?restype=container&comp=list"), "GET", "").body();
    String all =
        Wire.send(signed("?restype=container&comp=list&include=uncommittedblobs"), "GET", "")
            .body();

    assertThat(plain).doesNotContain("<Name>a</Name>");
    assertThat(all).contains("<Name>a</Name>");
    assertThat(blobs.emulator().container("box").orElseThrow().staged()).containsExactly("a");
  }
}
