package io.github.lighterman.testing.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.testing.Threads;
import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LoopbackServerTest {
  private final BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
  private HttpReply reply = HttpReply.of(200);
  private final LoopbackServer server =
      LoopbackServer.builder()
          .maxBodyBytes(10)
          .start(
              request -> {
                seen.add(request);
                return reply;
              });

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void requestIsHandedOverAsSent() throws Exception {
    exchange(
        "PUT /a%2Fb/c%25+d?x=%20&Y= HTTP/1.1\r\nHost: h\r\nocp-Date: now\r\n"
            + "Content-Length: 2\r\nConnection: close\r\n\r\nhi");

    HttpRequest request = seen.take();
    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.path()).isEqualTo("/a%2Fb/c%25+d");
    assertThat(request.query()).contains("x=%20&Y=");
    assertThat(request.target()).isEqualTo("/a%2Fb/c%25+d?x=%20&Y=");
    assertThat(request.headers().entries().toString()).contains("ocp-Date=now");
    assertThat(request.header("OCP-DATE")).contains("now");
    assertThat(request.text()).isEqualTo("hi");
    assertThat(request.bodySize()).isEqualTo(BodySize.ALLOWED);
  }

  @Test
  void queryIsAbsentOnlyWithoutQuestionMark() throws Exception {
    exchange("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    exchange("GET /a? HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(seen.take().query()).isEmpty();
    assertThat(seen.take().query()).contains("");
  }

  @Test
  void namesOfHeadersKeepTheirCase() throws Exception {
    reply =
        HttpReply.of(201)
            .header("ETag", "0x1")
            .header("request-id", "r")
            .header("ocp-Batch-File-Mode", "m")
            .header("Last-Modified", "then");

    String answer = exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 201 Created\r\n")
        .contains("\r\nETag: 0x1\r\n")
        .contains("\r\nrequest-id: r\r\n")
        .contains("\r\nocp-Batch-File-Mode: m\r\n")
        .contains("\r\nLast-Modified: then\r\n")
        .contains("\r\nContent-Length: 0\r\n")
        .contains("\r\nDate: ");
  }

  @Test
  void bodyIsChunkedIfAskedFor() throws Exception {
    reply = HttpReply.of(200).header("Transfer-Encoding", "chunked").body("hello");

    String answer = exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .contains("\r\nTransfer-Encoding: chunked\r\n")
        .doesNotContain("Content-Length")
        .endsWith("\r\n5\r\nhello\r\n0\r\n\r\n");
  }

  @Test
  void connectionServesOneRequestAfterAnother() throws Exception {
    reply = HttpReply.of(200).body("x");
    String request = "GET / HTTP/1.1\r\nHost: h\r\n";

    String answer = exchange(request + "\r\n" + request + "Connection: close\r\n\r\n");

    assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(3);
  }

  /** Its client would lose the next request otherwise. */
  @Test
  void connectionWhoseRequestCanNotBeReadEndsAndSaysSo() throws Exception {
    String answer = exchange("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\r\nConnection: close\r\n");
    assertThat(seen).isEmpty();
  }

  @Test
  void bodyBeyondTheLimitIsReadAndDropped() throws Exception {
    String answer =
        exchange(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
                + "01234567890");

    HttpRequest request = seen.take();
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(request.bodySize()).isEqualTo(BodySize.TOO_LARGE);
    assertThat(request.body()).isEmpty();
  }

  @Test
  void bodyOfExactlyTheLimitIsTaken() throws Exception {
    exchange(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nConnection: close\r\n\r\n"
            + "0123456789");

    assertThat(seen.take().text()).isEqualTo("0123456789");
  }

  @Test
  void streamedBodyIsReadAsItComesAndTheRestIsDropped() throws Exception {
    try (LoopbackServer streaming =
        LoopbackServer.builder()
            .maxBodyBytes(1)
            .startStreaming(
                (request, upload) ->
                    HttpReply.of(200)
                        .body(
                            new String(upload.body().readNBytes(4), ISO_8859_1)
                                + upload.from().isLoopbackAddress()
                                + request.body().length))) {
      String request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n";

      String answer =
          exchange(
              streaming.port(),
              request + "\r\n01234567890" + request + "Connection: close\r\n\r\nabcdefghijk");

      assertThat(answer).contains("\r\n\r\n0123true0HTTP/1.1 200").endsWith("\r\n\r\nabcdtrue0");
    }
  }

  @Test
  void answerIsCutWhereAsked() throws Exception {
    reply = HttpReply.of(200).body("0123456789").cutAfter(4);

    String answer = exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(answer).contains("Content-Length: 10\r\n").endsWith("\r\n\r\n0123");
  }

  @Test
  void chunkedAnswerIsCutWithoutItsEnd() throws Exception {
    reply = HttpReply.of(200).header("Transfer-Encoding", "chunked").body("0123456789").cutAfter(4);

    String answer = exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(answer).contains("0123").doesNotContain("4567").doesNotContain("\r\n0\r\n");
  }

  @Test
  void resetLooksLikeOneToTheClient() {
    reply = HttpReply.reset();

    assertThatThrownBy(() -> exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isInstanceOf(SocketException.class);
    assertThat(seen).hasSize(1);
  }

  @Test
  void answerGoesOutLateIfAskedFor() throws Exception {
    reply = HttpReply.of(200).body("late").after(Duration.ofMillis(150));
    long start = System.nanoTime();

    String answer = exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(answer).endsWith("late");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(140));
  }

  @Test
  void streamIsSentAndClosed() throws Exception {
    var closed = new LinkedBlockingQueue<Boolean>();
    InputStream stream =
        new ByteArrayInputStream("0123456789".getBytes(ISO_8859_1)) {
          @Override
          public void close() {
            closed.add(true);
          }
        };
    reply = HttpReply.of(200).body(stream, 7);

    String answer = exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(answer).contains("Content-Length: 7\r\n").endsWith("\r\n\r\n0123456");
    assertThat(closed).hasSize(1);
  }

  @Test
  void headHasLengthButNoBody() throws Exception {
    reply = HttpReply.of(200).header("Content-Length", "123");

    String answer = exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(answer).contains("Content-Length: 123\r\n").endsWith("\r\n\r\n");
  }

  @Test
  void failingHandlerAnswers500AndTheServerGoesOn() throws Exception {
    try (LoopbackServer failing =
        LoopbackServer.builder()
            .start(
                request -> {
                  throw new IOException("on purpose");
                })) {
      for (int i = 0; i < 2; i++) {
        assertThat(
                exchange(failing.port(), "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 500");
      }
    }
  }

  @Test
  void noThreadIsLeftAfterClose() throws Exception {
    LoopbackServer other =
        LoopbackServer.builder().name("left-over").start(request -> HttpReply.of(200));
    assertThat(Threads.named("left-over")).isNotEmpty();

    other.close();
    other.close();

    assertThat(Threads.left("left-over", Set.of())).isEmpty();
  }

  @Test
  void takenPortIsNamed() {
    assertThatThrownBy(() -> LoopbackServer.builder().port(server.port()).start(request -> reply))
        .hasMessageContaining(Integer.toString(server.port()));
  }

  @Test
  void queryOfRequestIsOptional() {
    assertThat(
            new HttpRequest(
                    "GET", "/", Optional.empty(), HttpHeaders.none(), new byte[0], BodySize.ALLOWED)
                .target())
        .isEqualTo("/");
  }

  private String exchange(String request) throws IOException {
    return exchange(server.port(), request);
  }

  private static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
