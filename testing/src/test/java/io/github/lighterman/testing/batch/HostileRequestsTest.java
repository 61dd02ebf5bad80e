package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.lighterman.testing.batch.rest.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it's taken or refused, and the account goes on. */
class HostileRequestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REQUESTS = Integer.getInteger("lighterman.fuzz", 1) * 250;
  private static final int NOT_EMULATED = 501;
  private static final String POOL =
      "{'id':'x','vmSize':'standard_d2s_v5',"
          + Fixture.IMAGE
          + ",'targetDedicatedNodes':1,'taskSlotsPerNode':2,'resizeTimeout':'PT15M',"
          + "'metadata':[{'name':'a','value':'b'}],'startTask':{'commandLine':'true',"
          + "'resourceFiles':[{'httpUrl':'http://127.0.0.1:1/a','filePath':'a'}],'waitForSuccess':true},"
          + "'taskSchedulingPolicy':{'nodeFillType':'pack'}}";
  private static final String SCALED =
      "{'id':'y','vmSize':'standard_d2s_v5',"
          + Fixture.IMAGE
          + ",'enableAutoScale':true,'autoScaleFormula':'$TargetDedicatedNodes=1;',"
          + "'autoScaleEvaluationInterval':'PT5M'}";
  private static final String JOB =
      "{'id':'k','poolInfo':{'poolId':'p'},'usesTaskDependencies':true,'priority':3,"
          + "'constraints':{'maxWallClockTime':'P1D','maxTaskRetryCount':2},"
          + "'jobPreparationTask':{'commandLine':'true'},'onAllTasksComplete':'noaction'}";
  private static final String TASK =
      "{'id':'u','commandLine':'true','dependsOn':{'taskIds':['t'],'taskIdRanges':[{'start':1,"
          + "'end':3}]},'environmentSettings':[{'name':'A','value':'b'}],'requiredSlots':1,"
          + "'constraints':{'retentionTime':'PT1H'},'outputFiles':[{'filePattern':'../*.txt',"
          + "'destination':{'container':{'containerUrl':'http://127.0.0.1:1/c?sig=x','path':'o'}},"
          + "'uploadOptions':{'uploadCondition':'taskcompletion'}}],'exitConditions':{'exitCodes':"
          + "[{'code':1,'exitOptions':{'dependencyAction':'block'}}]}}";
  private static final String[][] CALLS = {
    {"POST", "/pools", POOL},
    {"POST", "/pools", SCALED},
    {"POST", "/pools/p/resize", "{'targetDedicatedNodes':2,'nodeDeallocationOption':'requeue'}"},
    {"POST", "/pools/p/evaluateautoscale", "{'autoScaleFormula':'$TargetDedicatedNodes=1;'}"},
    {"POST", "/pools/p/removenodes", "{'nodeList':['n'],'resizeTimeout':'PT5M'}"},
    {"PATCH", "/pools/p", "{'metadata':[{'name':'a','value':'b'}]}"},
    {"POST", "/jobs", JOB},
    {"PATCH", "/jobs/j", "{'priority':1,'onAllTasksComplete':'noaction'}"},
    {"POST", "/jobs/j/tasks", TASK},
    {"POST", "/jobs/j/addtaskcollection", "{'value':[" + TASK + "," + TASK + "]}"},
    {"PUT", "/jobs/j/tasks/t", "{'constraints':{'maxTaskRetryCount':1}}"},
    {"POST", "/jobs/j/terminate", "{'terminateReason':'because'}"},
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "\u0000",
    "\ud83d\ude00",
    "../../x",
    "a".repeat(70_000),
    "-1",
    "P",
    "PT-1S",
    "PT1H",
    "P999999999999D",
    "2026-01-01T00:00:00Z",
    "//",
    "'",
    "\"",
    "%00",
    "\r\nA: b",
    "null",
    "[",
    "http://",
    "$x = 1;",
    "p",
    "t",
    "(((((((((("
  };
  private static final String[] QUERIES = {
    "",
    "?$filter=",
    "?$filter=id%20eq%20'",
    "?$select=%00",
    "?maxresults=-1",
    "?maxresults=x",
    "?timeout=99999999999999999999",
    "?$expand=stats",
    "?$skiptoken=!!",
    "?$filter=%ff%fe",
    "?$select=id,,id",
    "?recursive=maybe",
    "?$skiptoken=AAAA&maxresults=1"
  };

  // The service takes some of what its OpenAPI file forbids, such as null for what may be left out.
  private final Fixture batch = new Fixture(builder -> builder.watcher(Watcher.NONE));
  private final TestClient client = batch.client;

  @BeforeEach
  void fill() {
    batch.addPool("p", 1, ",'taskSlotsPerNode':4");
    batch.addJob("j", ",'usesTaskDependencies':true");
    batch.addTask("j", "t", "true", "");
  }

  @AfterEach
  void close() {
    batch.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void bodyThatIsHalfRightIsTakenOrRefused(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < REQUESTS; i++) {
      String[] call = CALLS[random.nextInt(CALLS.length)];
      JsonNode body = JSON.readTree(Fixture.json(call[2]));
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        change(body, random);
      }
      String text = body.toString();
      if (random.nextInt(10) == 0) {
        text = text.substring(0, random.nextInt(text.length()));
      }
      TestClient.Answer answer = client.send(call[0], call[1], text);
      assertThat(answer.status())
          .as("seed %s, request %s: %s %s %s: %s", seed, i, call[0], call[1], text, answer.text())
          .isBetween(200, 499);
      if (answer.status() >= 400) {
        assertThat(answer.code()).isNotEmpty();
      }
      if (i % 10 == 0) {
        batch.advance(random.nextInt(400));
      }
    }
    accountGoesOn();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void pathsAndQueriesOfNoSenseAreRefused(long seed) {
    Random random = new Random(seed);
    String[] paths = {
      "/pools", "/jobs", "/jobs/j/tasks", "/pools/p/nodes", "/jobs/j", "/jobs/j/tasks/t"
    };
    String[] methods = {"GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"};
    String[] parts = {
      "/x", "/..", "/%2e%2e", "/%00", "/" + "a".repeat(200), "//", "/tasks", "/files/..%2fx", ""
    };
    for (int i = 0; i < REQUESTS; i++) {
      String method = methods[random.nextInt(methods.length)];
      String path =
          paths[random.nextInt(paths.length)]
              + parts[random.nextInt(parts.length)]
              + QUERIES[random.nextInt(QUERIES.length)];
      String body = method.startsWith("P") ? "{}" : null;
      TestClient.Answer answer = client.send(method, path, body);
      assertThat(answer.status())
          .as("seed %s, request %s: %s %s: %s", seed, i, method, path, answer.text())
          .matches(status -> (status >= 200 && status < 500) || status == NOT_EMULATED);
    }
    accountGoesOn();
  }

  private void accountGoesOn() {
    batch.advance(3_600);
    ok(
        201,
        batch.client.post("/jobs", Fixture.json("{'id':'after','poolInfo':{'poolId':'none'}}")));
    for (String list : List.of("/pools", "/jobs", "/jobs/after/tasks")) {
      ok(200, batch.client.get(list));
    }
  }

  /** Puts something else in one place of a body, takes it away, or gives it twice. */
  private static void change(JsonNode body, Random random) {
    List<JsonNode> places = new ArrayList<>();
    collect(body, places);
    JsonNode place = places.get(random.nextInt(places.size()));
    if (place instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(6)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(names.get(0), object.get(name).deepCopy());
        case 2 -> object.set(TEXTS[random.nextInt(TEXTS.length)], object.get(name).deepCopy());
        default -> object.set(name, some(random));
      }
    } else if (place instanceof ArrayNode array) {
      array.add(array.isEmpty() || random.nextBoolean() ? some(random) : array.get(0).deepCopy());
    }
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainerNode()) {
      places.add(node);
      node.forEach(child -> collect(child, places));
    }
  }

  private static JsonNode some(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.getNodeFactory().numberNode(-1);
      case 2 -> JSON.getNodeFactory().numberNode(Long.MAX_VALUE);
      case 3 -> JSON.getNodeFactory().numberNode(0.5e300);
      case 4 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 5 -> JSON.createArrayNode().addNull();
      case 6 -> JSON.createObjectNode().put("a", 1);
      default -> TextNode.valueOf(TEXTS[random.nextInt(TEXTS.length)]);
    };
  }
}
