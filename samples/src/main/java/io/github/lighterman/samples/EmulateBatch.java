package io.github.lighterman.samples;

import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * How do I run what talks to Azure Batch without Azure? Give it the endpoint of an emulator. Here
 * it talks HTTP; an SDK needs the same endpoint, and the account's name and key.
 */
public final class EmulateBatch {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;

  EmulateBatch(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Runs a command as a task of a job on a node of a pool, and prints what it printed. */
  public static void main(String... args) throws Exception {
    try (BatchEmulator emulator =
        BatchEmulator.builder()
            .acceptToken("a-token")
            .execution(ProcessExecution.create())
            .start()) {
      System.out.print(new EmulateBatch(emulator.endpoint()).run("echo $AZ_BATCH_TASK_ID ran"));
    }
  }

  String run(String script) throws IOException, InterruptedException {
    post(
        "/pools",
        "{'id': 'pool', 'vmSize': 'standard_d2s_v3', 'targetDedicatedNodes': 1,"
            + " 'virtualMachineConfiguration': {'nodeAgentSKUId': 'batch.node.ubuntu 22.04',"
            + " 'imageReference': {'publisher': 'canonical', 'offer': '0001-com-ubuntu-server-jammy',"
            + " 'sku': '22_04-lts'}}}");
    post("/jobs", "{'id': 'job', 'poolInfo': {'poolId': 'pool'}}");
    post("/jobs/job/tasks", "{'id': 'task', 'commandLine': '/bin/sh -c \\\"" + script + "\\\"'}");
    // As with the service, one asks until it's done.
    while (!get("/jobs/job/tasks/task").contains("\"state\":\"completed\"")) {
      Thread.onSpinWait();
    }
    return get("/jobs/job/tasks/task/files/stdout.txt");
  }

  private void post(String path, String json) throws IOException, InterruptedException {
    send(
        request(path)
            .header("Content-Type", "application/json; odata=minimalmetadata")
            .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(endpoint.resolve(path + "?api-version=2024-07-01.20.0"))
        .header("Authorization", "Bearer a-token");
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
