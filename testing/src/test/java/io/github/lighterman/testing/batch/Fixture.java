package io.github.lighterman.testing.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.TestClient.Answer;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.openapi.Conversation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An emulator whose time stands still, whose tasks follow scripts, and a client of it. */
final class Fixture implements AutoCloseable {
  static final String IMAGE =
      "'virtualMachineConfiguration':{'imageReference':{'publisher':'canonical',"
          + "'offer':'ubuntu-24_04-lts','sku':'server'},'nodeAgentSKUId':'batch.node.ubuntu 24.04'}";

  final ManualClock clock = ManualClock.create();
  final List<TaskOrder> orders = new CopyOnWriteArrayList<>();
  final Conversation conversation = new Conversation();
  private final Map<String, TaskScript> scripts = new HashMap<>();
  final BatchEmulator emulator;
  final TestClient client;

  Fixture() {
    this(builder -> {});
  }

  Fixture(Consumer<BatchEmulatorBuilder> settings) {
    BatchEmulatorBuilder builder =
        BatchEmulator.builder()
            .clock(clock)
            .watcher(conversation)
            .execution(ScriptedExecution.builder().time(clock, clock).tasks(this::script).build());
    settings.accept(builder);
    emulator = builder.start();
    client = new TestClient(emulator, clock);
  }

  /** Has attempts whose command line is this do what a script says; others succeed at once. */
  Fixture script(String commandLine, TaskScript script) {
    scripts.put(commandLine, script);
    return this;
  }

  /** Adds a pool and waits until its nodes can be used. */
  void addPool(String id, int nodes, String more) {
    ok(
        201,
        client.post(
            "/pools",
            json(
                "{'id':'%s','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':%d%s}",
                id, IMAGE, nodes, more)));
    advance(10);
  }

  void addJob(String id, String more) {
    ok(201, client.post("/jobs", json("{'id':'%s','poolInfo':{'poolId':'p'}%s}", id, more)));
  }

  void addTask(String job, String id, String commandLine, String more) {
    ok(
        201,
        client.post(
            "/jobs/" + job + "/tasks",
            json("{'id':'%s','commandLine':'%s'%s}", id, commandLine, more)));
    advance(0);
  }

  JsonNode task(String job, String id) {
    return ok(200, client.get("/jobs/" + job + "/tasks/" + id)).json();
  }

  String taskState(String job, String id) {
    return task(job, id).path("state").asText();
  }

  JsonNode job(String id) {
    return ok(200, client.get("/jobs/" + id)).json();
  }

  JsonNode pool(String id) {
    return ok(200, client.get("/pools/" + id)).json();
  }

  /** Returns the nodes of a pool in the order in which they were made. */
  List<JsonNode> nodes(String pool) {
    List<JsonNode> nodes = new ArrayList<>();
    ok(200, client.get("/pools/" + pool + "/nodes")).json().path("value").forEach(nodes::add);
    return nodes;
  }

  String nodePath(String pool, int index) {
    return "/pools/" + pool + "/nodes/" + nodes(pool).get(index).path("id").asText();
  }

  void advance(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  static Answer ok(int status, Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer;
  }

  /** Returns JSON, written with single quotes. */
  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** Returns JSON, written with single quotes, with arguments put in. */
  @FormatMethod
  static String json(@FormatString String format, Object... arguments) {
    return json(String.format(format, arguments));
  }

  @Override
  public void close() {
    emulator.close();
    assertThat(conversation.findings()).as("what the service's OpenAPI file forbids").isEmpty();
  }

  private TaskScript script(TaskOrder order) {
    orders.add(order);
    return scripts.getOrDefault(order.work().commandLine(), TaskScript.succeed());
  }
}
