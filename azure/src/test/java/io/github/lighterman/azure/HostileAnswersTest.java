package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a service, or somebody in between, answers: a typed error or a value, in time. */
final class HostileAnswersTest {
  private static final String TASKS =
      """
      {"odata.metadata":"https://a/$metadata#tasks","value":[{"id":"t","displayName":"t, attempt 1",
      "url":"https://a/jobs/j/tasks/t","eTag":"0x1","creationTime":"2026-01-01T00:00:00.1234567Z",
      "state":"completed","stateTransitionTime":"2026-01-01T00:00:00.1234567Z","executionInfo":{
      "startTime":"2026-01-01T00:00:00Z","endTime":"2026-01-01T00:00:01Z","exitCode":3,"retryCount":0,
      "requeueCount":0,"result":"failure","failureInfo":{"category":"UserError","code":"FailureExitCode",
      "message":"The task exited with an exit code representing a failure","details":[{"name":"Message",
      "value":"The task exited"}]}},"nodeInfo":{"affinityId":"TVM:n","nodeId":"n","poolId":"p"}}]}\
      """;
  private static final String ERROR =
      """
      {"odata.metadata":"https://a/$metadata#error","code":"JobNotFound","message":{"lang":"en-US",
      "value":"The specified job does not exist.\\nRequestId:1"},"values":[{"key":"a","value":"b"}]}\
      """;
  private static final int[] STATUSES = {
    200, 200, 201, 206, 302, 400, 401, 403, 404, 409, 412, 413, 416, 429, 500, 501, 502, 503, 599
  };
  private static final int LONGEST = 20_000;

  private final AtomicReference<HttpReply> reply = new AtomicReference<>(HttpReply.of(200));
  private final LoopbackServer server =
      LoopbackServer.builder().start(request -> requireNonNull(reply.get()));
  private final SdkBatchGateway gateway =
      SdkBatchGateway.open(BatchAccount.config(server.uri()).retryTime(Duration.ZERO).build());

  @AfterEach
  void close() {
    gateway.close();
    server.close();
  }

  /** Makes up an answer, of a few kinds. */
  private static HttpReply some(Random random) throws IOException {
    HttpReply reply = HttpReply.of(STATUSES[random.nextInt(STATUSES.length)]);
    byte[] good = (random.nextBoolean() ? TASKS : ERROR).getBytes(UTF_8);
    byte[] body =
        switch (random.nextInt(9)) {
          case 0 -> new byte[0];
          case 1 -> "<html><body><h1>502 Bad Gateway</h1></body></html>".getBytes(UTF_8);
          case 2 -> new String(good, UTF_8).getBytes(UTF_16);
          case 3 -> "[".repeat(50_000).getBytes(UTF_8);
          case 4 -> ("{\"value\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8);
          case 5 -> "null".getBytes(UTF_8);
          default -> Damage.some(good, random);
        };
    if (random.nextInt(8) == 0) {
      reply = reply.header("Content-Encoding", "gzip");
      if (random.nextBoolean()) {
        body = gzip(body);
      }
    }
    if (random.nextInt(4) == 0) {
      String[] names = {
        "ETag",
        "Last-Modified",
        "request-id",
        "Retry-After",
        "Date",
        "Content-Type",
        "x-ms-error-code",
        "Content-Range",
        "ocp-creation-time"
      };
      String[] values = {
        "",
        "\u00ff",
        "0",
        "-1",
        "99999999999999999999",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "a b\tc",
        "bytes 0-0/0",
        "{"
      };
      reply =
          reply.header(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
    }
    return reply.body(body);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(all)) {
      out.write(bytes);
    }
    return all.toByteArray();
  }

  @Test
  void batchMayAnswerWhateverItLikes() throws Exception {
    Fuzz.each(
        150,
        random -> {
          reply.set(some(random));
          try {
            switch (random.nextInt(6)) {
              case 0 -> gateway.tasks("j", Optional.of(Instant.EPOCH));
              case 1 -> gateway.job("j");
              case 2 -> gateway.addTasks("j", List.of(BatchAccount.task("t", "true")));
              case 3 -> gateway.task("j", "t");
              case 4 -> gateway.supportedImages();
              default -> {
                try (InputStream in = gateway.openTaskFile("j", "t", "stdout.txt", 0, 10)) {
                  in.readAllBytes();
                }
              }
            }
          } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(LONGEST);
          }
        });
  }

  @Test
  void listWhoseNextPageIsTheSameAgainIsNotReadForEver() {
    reply.set(
        HttpReply.of(200)
            .body("{\"value\":[],\"odata.nextLink\":\"" + server.uri() + "/jobs/j/tasks?p=2\"}"));

    assertThatThrownBy(() -> gateway.tasks("j", Optional.empty()))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("a list that never ends");
  }

  /** 64 MiB of nothing in 64 KiB. */
  @Test
  void smallAnswerThatUnpacksToALargeOneDoesNoHarm() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 64; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    for (int status : new int[] {200, 403, 404, 503}) {
      reply.set(HttpReply.of(status).header("Content-Encoding", "gzip").body(bomb.toByteArray()));
      BatchException e = catchThrowableOfType(BatchException.class, () -> gateway.job("j"));
      assertThat(e.getMessage()).hasSizeLessThan(LONGEST);
    }
  }

  @Test
  void storageMayAnswerWhateverItLikes() throws Exception {
    AzureBatchConfig config =
        BatchAccount.config(server.uri())
            .storageEndpoint(server.uri())
            .storageAuth(AzureAuth.sharedKey("me", "a2V5"))
            .container("box")
            .retryTime(Duration.ZERO)
            .build();
    String xml =
        "<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob><Name>a</Name><Properties>"
            + "<Content-Length>1</Content-Length><Etag>x</Etag></Properties></Blob></Blobs>"
            + "<NextMarker/></EnumerationResults>";
    try (BlobContainer container = BlobContainer.open(config)) {
      Fuzz.each(
          150,
          random -> {
            HttpReply some = some(random);
            reply.set(
                random.nextBoolean() ? some.body(Damage.some(xml.getBytes(UTF_8), random)) : some);
            try {
              switch (random.nextInt(6)) {
                case 0 -> container.list("a");
                case 1 -> container.read("a");
                case 2 -> container.create("a", new byte[1]);
                case 3 -> container.exists("a");
                case 4 -> container.delete("a");
                default -> container.upload("a", new byte[3]);
              }
            } catch (IOException e) {
              assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(LONGEST);
            }
          });
    }
  }
}
