package io.github.lighterman.testing.blob;

import static io.github.lighterman.testing.blob.BlobPermission.ADD;
import static io.github.lighterman.testing.blob.BlobPermission.CREATE;
import static io.github.lighterman.testing.blob.BlobPermission.DELETE;
import static io.github.lighterman.testing.blob.BlobPermission.LIST;
import static io.github.lighterman.testing.blob.BlobPermission.READ;
import static io.github.lighterman.testing.blob.BlobPermission.WRITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it's taken or refused, and what was stored stays as it was. */
final class HostileBlobRequestsTest {
  private static final int REQUESTS = Integer.getInteger("lighterman.fuzz", 1) * 250;
  private static final int NOT_EMULATED = 501;
  private static final String[] METHODS = {"GET", "PUT", "HEAD", "DELETE", "POST", "OPTIONS", "X"};
  private static final String[] NAMES = {
    "",
    "/a",
    "/..",
    "/%2e%2e/%2e%2e",
    "/%00",
    "/%ff%fe",
    "/a%2f..%2fkept",
    "//",
    "/" + "x".repeat(1_100),
    "/a/" + "b/".repeat(300),
    "/%E2%82%AC",
    "/a.",
    "/ \u00e4"
  };
  private static final String[] QUERIES = {
    "comp=block&blockid=!!",
    "comp=block&blockid=YQ==",
    "comp=blocklist",
    "comp=list&restype=container",
    "restype=container&comp=list&maxresults=-1",
    "restype=container&comp=list&marker=%00",
    "restype=container&comp=list&prefix=%ff",
    "comp=metadata",
    "comp=properties",
    "comp=lease",
    "comp=batch",
    "comp=",
    "comp=copy&copyid=x",
    "a=b&a=c",
    "%",
    "snapshot=never",
    "timeout=-1",
    "comp=tier"
  };
  private static final String[] HEADERS = {
    "x-ms-blob-type: BlockBlob",
    "x-ms-blob-type: Cat",
    "x-ms-range: bytes=5-1",
    "Range: bytes=-",
    "x-ms-range: bytes=99999999999999999999-",
    "If-Match: \"",
    "If-None-Match: *",
    "If-Modified-Since: never",
    "Content-MD5: !!",
    "Content-MD5: YQ==",
    "x-ms-copy-source: http://",
    "x-ms-copy-source: http://127.0.0.1:1/x",
    "x-ms-meta-a b: c",
    "x-ms-meta-\u00e4: c",
    "x-ms-meta-x: " + "y".repeat(9_000),
    "x-ms-version: 1999-01-01",
    "x-ms-version: x",
    "x-ms-content-crc64: AAAA",
    "Content-Type: multipart/mixed; boundary=",
    "x-ms-lease-action: acquire",
    "Content-Type: multipart/mixed; boundary=b",
    "x-ms-date: yesterday",
    "Authorization: SharedKey a:b",
    "Authorization: Bearer x",
    "Expect: 200-ok"
  };
  private static final String[] BODIES = {
    "",
    "x",
    "<?xml version=\"1.0\"?><BlockList><Latest>YQ==</Latest></BlockList>",
    "<BlockList>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><BlockList><Latest>&b;</Latest></BlockList>",
    "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>",
    "--b\r\n\r\n--b--",
    "--b\r\nContent-Type: application/http\r\n\r\nDELETE /x HTTP/1.1\r\n\r\n\r\n--b--",
    "<KeyInfo><Start>x</Start><Expiry>y</Expiry></KeyInfo>",
    "\u0000\u0001"
  };

  @RegisterExtension final BlobEmulatorExtension blobs = new BlobEmulatorExtension();
  private String signature = "";

  @BeforeEach
  void createContainer() throws IOException {
    BlobEmulator emulator = blobs.emulator();
    emulator.createContainer("box");
    signature = emulator.sas("box", Duration.ofMinutes(5), READ, ADD, CREATE, WRITE, DELETE, LIST);
    URI kept = URI.create(emulator.url("box") + "/kept?" + signature);
    assertThat(Wire.send(kept, "PUT", "as it was", HEADERS[0]).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void requestOfNoSenseIsRefusedAndHarmsNothing(long seed) throws IOException {
    Random random = new Random(seed);
    URI box = blobs.emulator().url("box");
    for (int i = 0; i < REQUESTS; i++) {
      List<String> headers = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        headers.add(some(HEADERS, random));
      }
      String query = random.nextBoolean() ? some(QUERIES, random) + "&" + signature : signature;
      if (random.nextInt(8) == 0) {
        query = query.substring(0, random.nextInt(query.length()));
      }
      String target = box.getRawPath() + some(NAMES, random) + "?" + query;
      String method = some(METHODS, random);
      Wire.Reply reply =
          Wire.sendTo(
              box.getPort(), target, method, some(BODIES, random), headers.toArray(String[]::new));
      assertThat(reply.status())
          .as("seed %s, request %s: %s %s %s: %s", seed, i, method, target, headers, reply)
          .matches(status -> (status >= 200 && status < 500) || status == NOT_EMULATED);
      assertThat(reply.body()).as(target).doesNotContain("\tat ", "Exception");
    }
    assertThat(blobs.emulator().content("box", "kept")).hasValue("as it was".getBytes(UTF_8));
  }

  private static String some(String[] from, Random random) {
    return from[random.nextInt(from.length)];
  }
}
