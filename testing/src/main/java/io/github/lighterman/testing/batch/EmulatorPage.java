package io.github.lighterman.testing.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.rest.Signatures;
import io.github.lighterman.testing.batch.rest.StateDump;
import io.github.lighterman.testing.batch.state.Account;
import io.github.lighterman.testing.batch.state.Overview;
import io.github.lighterman.testing.batch.state.Ticks;
import io.github.lighterman.testing.http.HttpHandler;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Shows an account to people: a page on {@code /}, which reads {@code /emulator/overview} each
 * second, and the whole state on {@code /emulator/state}. It only ever reads. Whatever else comes,
 * or is signed, or has a query, is for the service.
 */
final class EmulatorPage implements HttpHandler {
  private static final int REQUESTS = 25;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /**
   * A page elsewhere whose name is made to lead to this machine could read what is here; its name
   * gives it away.
   */
  private static final Pattern OWN_HOST =
      Pattern.compile("(?i)(.*\\.)?localhost(:\\d+)?|[0-9.]+(:\\d+)?|\\[[0-9a-f:.]+\\](:\\d+)?");

  private static final Map<String, Resource> RESOURCES =
      Map.of(
          "/", Resource.of("page.html", "text/html; charset=utf-8"),
          "/emulator/page.css", Resource.of("page.css", "text/css; charset=utf-8"),
          "/emulator/page.js", Resource.of("page.js", "text/javascript; charset=utf-8"));

  private final Account account;
  private final String accountName;
  private final Recorder recorder;
  private final Reach reach;
  private final HttpHandler service;

  /** Who can reach the emulator. */
  enum Reach {
    /** This machine only. */
    LOOPBACK,
    /** Other machines, by whatever name. */
    NETWORK
  }

  @SuppressWarnings("ArrayRecordComponent") // One resource is never compared with another.
  private record Resource(byte[] content, String type) {
    static Resource of(String name, String type) {
      try (InputStream in = EmulatorPage.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException(name + " isn't on the class path");
        }
        return new Resource(in.readAllBytes(), type);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  EmulatorPage(
      Account account, String accountName, Recorder recorder, Reach reach, HttpHandler service) {
    this.account = account;
    this.accountName = accountName;
    this.recorder = recorder;
    this.reach = reach;
    this.service = service;
  }

  @Override
  public HttpReply handle(HttpRequest request) throws Exception {
    boolean mine =
        request.method().equals("GET")
            && request.query().isEmpty()
            && request.header("Authorization").isEmpty();
    Resource resource = RESOURCES.get(request.path());
    if (mine && resource != null) {
      return reply(request, resource.content, resource.type);
    }
    if (mine && request.path().equals("/emulator/overview")) {
      return reply(request, overview(request), "application/json");
    }
    if (mine && request.path().equals("/emulator/state")) {
      return reply(request, new StateDump(account, base(request)).write(), "application/json");
    }
    return service.handle(request);
  }

  private HttpReply reply(HttpRequest request, byte[] body, String type) {
    String host = request.header("Host").orElse("");
    if (reach == Reach.LOOPBACK && !OWN_HOST.matcher(host).matches()) {
      return HttpReply.of(421)
          .header("Content-Type", "text/plain; charset=utf-8")
          .body("This page is read by the address or as localhost, not as another host.\n");
    }
    return HttpReply.of(200)
        .header("Content-Type", type)
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .body(body);
  }

  private byte[] overview(HttpRequest request) {
    ObjectNode shown = account.engine().call(() -> new Overview(account).show());
    shown.put("account", accountName);
    shown.put("endpoint", base(request));
    shown.put("requestCount", recorder.count());
    ArrayNode requests = shown.putArray("requests");
    for (RecordedRequest recorded : recorder.newest(REQUESTS)) {
      requests
          .addObject()
          .put("number", recorded.number())
          .put("time", Ticks.text(Ticks.truncate(recorded.time())))
          .put("operation", recorded.operation())
          .put("method", recorded.method())
          .put("target", recorded.target())
          .put("status", recorded.status())
          .put("ms", Math.round(recorded.duration().toNanos() / 1e5) / 10.0);
    }
    return Signatures.hide(shown.toString()).getBytes(StandardCharsets.UTF_8);
  }

  private static String base(HttpRequest request) {
    return "http://" + request.header("Host").orElse("127.0.0.1");
  }
}
