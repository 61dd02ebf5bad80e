package io.github.lighterman.testing.batch.node;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A storage account with a single container, {@code /c}, which takes any request that is signed
 * with {@code sig=ok} or bears the token {@code t0k}.
 */
final class BlobServer implements AutoCloseable {
  /** A request as it came. */
  record Seen(String method, String path, Headers headers) {}

  /** A fault for the next request. */
  @FunctionalInterface
  interface Fault {
    void answer(HttpExchange exchange) throws IOException;
  }

  private static final int PAGE = 2;

  final Map<String, byte[]> blobs = new TreeMap<>();
  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  BlobServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  BlobServer blob(String name, String content) {
    blobs.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  String text(String name) {
    byte[] bytes = blobs.get(name);
    if (bytes == null) {
      throw new AssertionError("no blob " + name + " among " + blobs.keySet());
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String container() {
    return root() + "/c?sig=ok";
  }

  String url(String blob) {
    return root() + "/c/" + blob + "?sig=ok";
  }

  static Fault status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /** Breaks the connection after half an answer. */
  static Fault truncated() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      OutputStream out = exchange.getResponseBody();
      out.write(new byte[10]);
      out.flush();
      throw new IOException("truncated on purpose");
    };
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    seen.add(new Seen(exchange.getRequestMethod(), path, exchange.getRequestHeaders()));
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fault fault = faults.poll();
    if (fault != null) {
      fault.answer(exchange);
    } else {
      answer(exchange, path, body);
    }
    exchange.close();
  }

  private void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    boolean token =
        "Bearer t0k".equals(bearer) && exchange.getRequestHeaders().containsKey("x-ms-version");
    if (!token && !"ok".equals(query.get("sig"))) {
      exchange.sendResponseHeaders(403, -1);
    } else if (!path.startsWith("/c/") && !path.equals("/c")) {
      exchange.sendResponseHeaders(404, -1);
    } else if (query.containsKey("comp")) {
      send(exchange, list(query).getBytes(StandardCharsets.UTF_8));
    } else {
      String name = decoded(path.substring(3));
      if (exchange.getRequestMethod().equals("PUT")) {
        blobs.put(name, body);
        exchange.sendResponseHeaders(201, -1);
      } else if (blobs.containsKey(name)) {
        send(exchange, blobs.get(name));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    // Chunked, when there is more than a little of it.
    exchange.sendResponseHeaders(200, body.length > 100 ? 0 : body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private String list(Map<String, String> query) {
    List<String> names = new ArrayList<>(blobs.keySet());
    names.removeIf(name -> !name.startsWith(query.getOrDefault("prefix", "")));
    int start = Integer.parseInt(query.getOrDefault("marker", "0"));
    int end = Math.min(start + PAGE, names.size());
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><EnumerationResults><Blobs>");
    for (String name : names.subList(start, end)) {
      boolean legal = name.chars().noneMatch(c -> c < ' ' || c > 0xfffd);
      String text = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
      xml.append(legal ? "<Blob><Name>" + text : "<Blob><Name Encoded=\"true\">" + encoded);
      xml.append("</Name><Properties/><Metadata><Name>no</Name></Metadata></Blob>");
    }
    String marker = end < names.size() ? Integer.toString(end) : "";
    return xml + "</Blobs><NextMarker>" + marker + "</NextMarker></EnumerationResults>";
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : (raw == null ? "" : raw).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], parts.length > 1 ? decoded(parts[1]) : "");
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
