package io.github.lighterman.testing.batch.node;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A registry with the image {@code tool:1}, for those who log in as {@code me} with {@link
 * #PASSWORD}.
 */
final class ImageRegistry implements AutoCloseable {
  static final String PASSWORD = "r1ght-passw0rd";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final HttpsServer server;
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final byte[] manifest;

  ImageRegistry(Path layer, Path directory) throws Exception {
    byte[] files = Files.readAllBytes(layer);
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    byte[] config =
        ("{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}")
            .formatted(architecture, digest(files))
            .getBytes(StandardCharsets.UTF_8);
    manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MANIFEST, descriptor(CONFIG, config), descriptor(LAYER, files))
            .getBytes(StandardCharsets.UTF_8);
    for (byte[] blob : List.of(files, config, manifest)) {
      blobs.put(digest(blob), blob);
    }
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    // Without any TLS an engine waits long for an answer.
    server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.create(directory).server()));
    server.createContext("/v2/", this::handle);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private static String digest(byte[] bytes) {
    return "sha256:" + Hashing.sha256().hashBytes(bytes);
  }

  private static String descriptor(String type, byte[] bytes) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, digest(bytes), bytes.length);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String account =
        Base64.getEncoder().encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    if (!("Basic " + account).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
      refuse(exchange, 401, "UNAUTHORIZED");
    } else if (path.equals("/v2/")) {
      send(exchange, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    } else if (path.equals("/v2/tool/manifests/1")) {
      send(exchange, MANIFEST, manifest);
    } else {
      byte[] blob = blobs.get(path.substring(path.lastIndexOf('/') + 1));
      if (blob == null) {
        refuse(exchange, 404, "MANIFEST_UNKNOWN");
      } else {
        boolean isManifest = path.contains("/manifests/");
        send(exchange, isManifest ? MANIFEST : "application/octet-stream", blob);
      }
    }
    exchange.close();
  }

  /** Answers as the protocol wants it; engines ask whoever answers otherwise again and again. */
  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    byte[] body =
        "{\"errors\":[{\"code\":\"%s\",\"message\":\"no\"}]}"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.getResponseHeaders().add("Docker-Content-Digest", digest(body));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
