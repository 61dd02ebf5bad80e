package io.github.lighterman.azure;

import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Stands between a client and an emulator and keeps the requests with headers and bodies. Sizes
 * that HEAD tells are not passed on.
 */
final class Wiretap implements AutoCloseable {
  private static final Set<String> OF_A_CONNECTION =
      Set.of("connection", "transfer-encoding", "content-length", "host", "accept-encoding");

  // A request is made once, as whoever made it thinks.
  private final OkHttpClient http =
      new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
  private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
  private final URI emulator;
  private final Gate gate;
  private final LoopbackServer server;

  /** Answers in the emulator's place, or waits, or lets requests pass. */
  @FunctionalInterface
  interface Gate {
    /** Returns an answer, or empty for the emulator to give one. */
    Optional<HttpReply> answer(HttpRequest request);
  }

  Wiretap(BatchEmulator emulator) {
    this(emulator.endpoint(), request -> Optional.empty());
  }

  /**
   * Stands before one service.
   *
   * @param emulator where it listens, without a path
   */
  Wiretap(URI emulator, Gate gate) {
    this.emulator = emulator;
    this.gate = gate;
    this.server = LoopbackServer.builder().name("wiretap").start(this::pass);
  }

  URI endpoint() {
    return server.uri();
  }

  List<HttpRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.close();
    http.connectionPool().evictAll();
  }

  private HttpReply pass(HttpRequest request) throws IOException {
    requests.add(request);
    Optional<HttpReply> other = gate.answer(request);
    return other.isPresent() ? other.get() : passOn(request);
  }

  /** Passes a request on, and returns the answer. */
  HttpReply passOn(HttpRequest request) throws IOException {
    RequestBody body =
        request.method().equals("GET") || request.method().equals("HEAD")
            ? null
            : RequestBody.create(
                request.body(), request.header("Content-Type").map(MediaType::get).orElse(null));
    Request.Builder sent =
        new Request.Builder().url(emulator + request.target()).method(request.method(), body);
    for (var header : request.headers().entries()) {
      if (!OF_A_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        sent.header(header.getKey(), header.getValue());
      }
    }
    try (Response response = http.newCall(sent.build()).execute();
        ResponseBody answer = response.body()) {
      HttpReply reply = HttpReply.of(response.code());
      for (var header : response.headers()) {
        if (!OF_A_CONNECTION.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
          reply = reply.header(header.getFirst(), header.getSecond());
        }
      }
      return reply.body(answer == null ? new byte[0] : answer.bytes());
    }
  }
}
