package io.github.lighterman.samples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.lighterman.testing.batch.BatchEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the Batch emulator over HTTP: tasks that take no time are added, 100 a call on four
 * connections, until all of them are listed completed. Beside it, in the same run, the same calls
 * go to a server of the JDK that reads them and answers as long a list. Then it lists what changed
 * since a moment, after few and after many changes.
 *
 * <p>Arguments: how many tasks, 100,000 unless given, and rounds, 3.
 */
public final class ManyBatchTasks {
  private static final String VERSION = "api-version=2024-07-01.20.0";
  private static final int CONNECTIONS = 4;
  private static final int A_CALL = 100;
  private static final String POOL =
      "{'id': 'p', 'vmSize': 'standard_d2s_v3', 'targetDedicatedNodes': 100,"
          + " 'taskSlotsPerNode': 8, 'virtualMachineConfiguration': {'nodeAgentSKUId':"
          + " 'batch.node.ubuntu 22.04', 'imageReference': {'publisher': 'canonical',"
          + " 'offer': '0001-com-ubuntu-server-jammy', 'sku': '22_04-lts'}}}";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;

  private ManyBatchTasks(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Runs the benchmark. */
  public static void main(String... args) throws Exception {
    // Read once by the JDK's server; without it every answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    List<Double> emulated = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    emulate(Math.min(tasks, 10_000), new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      plain.add(plain(tasks));
      emulate(tasks, emulated);
    }
    System.out.printf(
        Locale.ROOT,
        "%,d tasks: %s tasks/s, a plain server takes %s calls' worth; %s of its time%n",
        tasks,
        Spread.of(emulated.stream().map(seconds -> tasks / seconds).toList()).text(0),
        Spread.of(plain.stream().map(seconds -> tasks / seconds).toList()).text(0),
        Spread.ofRatios(emulated, plain).text(1));
  }

  private static void emulate(int tasks, List<Double> seconds) throws Exception {
    double before = usedHeap();
    try (BatchEmulator emulator =
        BatchEmulator.builder()
            .acceptToken("bench")
            .allocationTime(Duration.ZERO)
            .bootTime(Duration.ZERO)
            .start()) {
      ManyBatchTasks client = new ManyBatchTasks(emulator.endpoint());
      client.post("/pools", POOL);
      client.post("/jobs", "{'id': 'j', 'poolInfo': {'poolId': 'p'}}");
      long start = System.nanoTime();
      client.add("t", tasks);
      while (client.listed("state eq 'completed'") < tasks) {
        Thread.onSpinWait();
      }
      seconds.add((System.nanoTime() - start) / 1e9);
      System.out.printf(
          Locale.ROOT,
          "%,d tasks: heap %,.0f bytes a task%n",
          tasks,
          (usedHeap() - before) / tasks);
      client.printChanges();
    }
  }

  private static double plain(int tasks) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
    server.setExecutor(pool);
    ObjectMapper json = new ObjectMapper();
    server.createContext(
        "/",
        exchange -> {
          JsonNode body = json.readTree(exchange.getRequestBody());
          ObjectNode answer = json.createObjectNode();
          ArrayNode results = answer.putArray("value");
          for (JsonNode task : body.path("value")) {
            results.addObject().put("status", "Success").set("taskId", task.path("id"));
          }
          byte[] bytes = json.writeValueAsBytes(answer);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      long start = System.nanoTime();
      new ManyBatchTasks(uri).add("t", tasks);
      return (System.nanoTime() - start) / 1e9;
    } finally {
      server.stop(0);
      pool.shutdownNow();
    }
  }

  /** Prints what it costs to list what changed, which must not grow with what did not. */
  private void printChanges() throws Exception {
    for (int changes : new int[] {0, 100, 1_000, 10_000}) {
      Instant since = Instant.now();
      add("since-" + changes + "-", changes);
      String filter = "stateTransitionTime ge DateTime'" + since + "'";
      while (listed(filter + " and state eq 'completed'") < changes) {
        Thread.onSpinWait();
      }
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        listed(filter);
        millis.add((System.nanoTime() - start) / 1e6);
      }
      System.out.printf(
          Locale.ROOT, "list of %,d changes: %s ms%n", changes, Spread.of(millis).text(1));
    }
  }

  private void add(String prefix, int tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<String>> calls = new ArrayList<>();
      for (int first = 0; first < tasks; first += A_CALL) {
        String body = collection(prefix, first, Math.min(tasks, first + A_CALL));
        calls.add(pool.submit(() -> post("/jobs/j/addtaskcollection", body)));
      }
      for (Future<String> call : calls) {
        call.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static String collection(String prefix, int from, int to) {
    StringBuilder body = new StringBuilder("{'value':[");
    for (int i = from; i < to; i++) {
      body.append(i == from ? "" : ",")
          .append("{'id':'")
          .append(prefix)
          .append(i)
          .append("','commandLine':'true'}");
    }
    return body.append("]}").toString();
  }

  /** Returns how many tasks a filter lists, page by page. */
  private int listed(String filter) throws IOException, InterruptedException {
    int count = 0;
    URI page =
        endpoint.resolve(
            "/jobs/j/tasks?"
                + VERSION
                + "&$select=id,state&$filter="
                + URLEncoder.encode(filter, StandardCharsets.UTF_8));
    while (page != null) {
      JsonNode list = json.readTree(send(HttpRequest.newBuilder(page)));
      count += list.path("value").size();
      page = list.has("odata.nextLink") ? URI.create(list.path("odata.nextLink").asText()) : null;
    }
    return count;
  }

  private String post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(endpoint.resolve(path + "?" + VERSION))
            .header("Content-Type", "application/json; odata=minimalmetadata")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request.header("Authorization", "Bearer bench").build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private static double usedHeap() {
    // One collection may leave what only the next one finds to be free.
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
