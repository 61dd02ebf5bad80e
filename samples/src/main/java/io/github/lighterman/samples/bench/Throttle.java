package io.github.lighterman.samples.bench;

import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.LoopbackServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Lets so many requests a second through to a service, and answers status 429 to the others. */
final class Throttle implements AutoCloseable {
  private static final Set<String> OF_A_CONNECTION =
      Set.of("connection", "transfer-encoding", "content-length", "host", "accept-encoding");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI service;
  private final int aSecond;
  private final LoopbackServer server;
  // All guarded by this.
  private double allowed;
  private long since = System.nanoTime();
  private long passed;
  private long refused;

  Throttle(URI service, int aSecond) {
    this.service = service;
    this.aSecond = aSecond;
    this.allowed = aSecond;
    this.server = LoopbackServer.builder().name("throttle").start(this::answer);
  }

  URI endpoint() {
    return server.uri();
  }

  synchronized long passed() {
    return passed;
  }

  synchronized long refused() {
    return refused;
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized boolean isAllowed() {
    long now = System.nanoTime();
    allowed = Math.min(aSecond, allowed + (now - since) / 1e9 * aSecond);
    since = now;
    if (allowed < 1) {
      refused++;
      return false;
    }
    allowed--;
    passed++;
    return true;
  }

  private HttpReply answer(HttpRequest request) throws IOException {
    return isAllowed() ? pass(request) : HttpReply.of(429).header("Retry-After", "1");
  }

  private HttpReply pass(HttpRequest request) throws IOException {
    var sent = java.net.http.HttpRequest.newBuilder(URI.create(service + request.target()));
    for (Map.Entry<String, String> header : request.headers().entries()) {
      if (!OF_A_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        sent.header(header.getKey(), header.getValue());
      }
    }
    try {
      HttpResponse<String> response =
          http.send(
              sent.method(
                      request.method(),
                      request.body().length == 0
                          ? java.net.http.HttpRequest.BodyPublishers.noBody()
                          : java.net.http.HttpRequest.BodyPublishers.ofByteArray(request.body()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      // Answers lead to the next page of a list.
      String body = response.body().replace(service.toString(), endpoint().toString());
      HttpReply reply = HttpReply.of(response.statusCode()).body(body);
      for (var header : response.headers().map().entrySet()) {
        if (!OF_A_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
          reply = reply.header(header.getKey(), header.getValue().get(0));
        }
      }
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }
}
