package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.rest.Watcher;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmulatorPageTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Fixture fixture =
      // What is no operation of the service is asked here on purpose.
      new Fixture(
          builder ->
              builder.spotCoreQuota(10_000).dedicatedCoreQuota(10_000).watcher(Watcher.NONE));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void pageIsWholeWithoutAnyOtherServer() throws Exception {
    HttpResponse<String> page = send("GET", "/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'");
    assertThat(page.body()).contains("emulator/page.css", "emulator/page.js", "<noscript>");
    for (String path : new String[] {"/", "/emulator/page.css", "/emulator/page.js"}) {
      HttpResponse<String> part = send("GET", path);
      assertThat(part.statusCode()).isEqualTo(200);
      assertThat(part.body().replace("http://www.w3.org/2000/svg", ""))
          .doesNotContain("//w", "http:");
      assertThat(part.body()).doesNotContain("innerHTML");
    }
  }

  @Test
  void emptyAccountHasAnOverview() throws Exception {
    JsonNode overview = overview();

    assertThat(overview.path("account").asText()).isEqualTo("lighterman");
    assertThat(overview.path("endpoint").asText())
        .isEqualTo(fixture.emulator.endpoint().toString());
    for (String list : new String[] {"pools", "jobs", "latestTasks", "failedTasks", "requests"}) {
      assertThat(overview.path(list).isArray()).as(list).isTrue();
      assertThat(overview.path(list)).as(list).isEmpty();
    }
  }

  @Test
  void overviewTellsNodesWithTheirSlots() throws Exception {
    fixture.script("long", TaskScript.succeed().after(Duration.ofHours(1)));
    fixture.addPool("p", 1, ",'taskSlotsPerNode':4,'targetLowPriorityNodes':1");
    fixture.addJob("j", "");
    fixture.addTask("j", "wide", "long", ",'requiredSlots':4");
    fixture.addTask("j", "more", "long", ",'requiredSlots':3");
    fixture.addTask("j", "waits", "long", ",'requiredSlots':2");

    JsonNode pool = overview().path("pools").path(0);
    assertThat(pool.path("id").asText()).isEqualTo("p");
    assertThat(pool.path("allocationState").asText()).isEqualTo("steady");
    assertThat(pool.path("slotsPerNode").asInt()).isEqualTo(4);
    assertThat(pool.path("usedSlots").asInt()).isEqualTo(7);
    assertThat(pool.path("nodeStates")).hasToString("{\"running\":2}");
    assertThat(pool.path("nodes").findValues("usedSlots").toString()).contains("4", "3");

    for (JsonNode node : pool.path("nodes")) {
      if (node.path("spot").asBoolean()) {
        fixture.emulator.preemptNode("p", node.path("id").asText());
      }
    }
    JsonNode after = overview();
    assertThat(after.path("pools").path(0).path("nodeStates").path("preempted").asInt()).isOne();
    assertThat(after.path("tasks").path("active").asInt()).isEqualTo(2);
  }

  @Test
  void overviewCountsTasksAndListsThoseThatFailed() throws Exception {
    fixture
        .script("bad", TaskScript.exit(7))
        .script("long", TaskScript.succeed().after(Duration.ofHours(1)));
    fixture.addPool("p", 1, ",'taskSlotsPerNode':4");
    fixture.addJob("j", ",'priority':5");
    fixture.addTask("j", "good", "x", "");
    fixture.addTask("j", "bad", "bad", "");
    fixture.addTask("j", "late", "long", "");

    JsonNode overview = overview();
    JsonNode job = overview.path("jobs").path(0);
    assertThat(job.path("poolId").asText()).isEqualTo("p");
    assertThat(job.path("priority").asInt()).isEqualTo(5);
    assertThat(job.path("tasks"))
        .hasToString(json("{'active':0,'preparing':0,'running':1,'succeeded':1,'failed':1}"));
    assertThat(overview.path("tasks")).isEqualTo(job.path("tasks"));
    assertThat(overview.path("latestTasks").findValuesAsText("id"))
        .containsExactly("late", "bad", "good");
    assertThat(overview.path("failedTasks")).hasSize(1);
    assertThat(overview.path("failedTasks").path(0).path("exitCode").asInt()).isEqualTo(7);
  }

  @Test
  void overviewListsTheLastRequestsButNotThePagesOwn() throws Exception {
    fixture.client.get("/jobs/nope");
    send("GET", "/");
    overview();

    JsonNode overview = overview();
    assertThat(overview.path("requestCount").asInt()).isOne();
    JsonNode request = overview.path("requests").path(0);
    assertThat(request.path("operation").asText()).isEqualTo("Job_Get");
    assertThat(request.path("method").asText()).isEqualTo("GET");
    assertThat(request.path("target").asText()).startsWith("/jobs/nope?");
    assertThat(request.path("status").asInt()).isEqualTo(404);
    assertThat(request.path("ms").isNumber()).isTrue();
    assertThat(fixture.emulator.requests().get(0).duration()).isPositive();
  }

  @Test
  void noSecretIsShown() throws Exception {
    fixture.addPool("p", 1, ",'userAccounts':[{'name':'u','password':'hush'}]");
    fixture.addJob("j", ",'commonEnvironmentSettings':[{'name':'A','value':'hush'}]");
    fixture.addTask(
        "j",
        "t",
        "get https://a/c?sv=1&SIG=hush%2Bh&se=2",
        ",'environmentSettings':[{'name':'B','value':'hush'}],'containerSettings':{'imageName':'i',"
            + "'registry':{'username':'u','password':'hush'}}");
    send("GET", "/jobs?u=https%3A%2F%2Fa%3Fsig%3Dhush%252B%26se%3D1&sig=hush");

    String overview = send("GET", "/emulator/overview").body();
    String state = send("GET", "/emulator/state").body();
    assertThat(overview).contains("sig=REDACTED", "sig%3DREDACTED%26se").doesNotContain("hush");
    assertThat(state).contains("SIG=REDACTED&se=2", "\"A\"", "\"B\"").doesNotContain("hush");
    assertThat(overview + state).doesNotContain(fixture.emulator.accountKey());
    assertThat(fixture.task("j", "t").toString()).contains("hush");
  }

  @Test
  void stateHasEverythingAsTheServiceShowsIt() throws Exception {
    fixture.addPool("p", 2, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");

    JsonNode state = new ObjectMapper().readTree(send("GET", "/emulator/state").body());
    JsonNode task = fixture.task("j", "t");
    ((ObjectNode) task).remove("odata.metadata");
    assertThat(state.path("tasks").path("j").path(0)).isEqualTo(task);
    assertThat(state.path("nodes").path("p")).hasSize(2);
    assertThat(state).isEqualTo(new ObjectMapper().readTree(fixture.emulator.state()));
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/",
    "HEAD,/",
    "DELETE,/emulator/state",
    "PUT,/emulator/overview",
    "GET,/?api-version=2024-07-01.20.0",
    "GET,/emulator/state?api-version=2024-07-01.20.0",
    "GET,/emulator",
    "GET,/emulator/page.html",
    "GET,//",
  })
  void whatIsNotThePageIsForTheService(String method, String target) throws Exception {
    HttpResponse<String> answer = send(method, target);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(fixture.emulator.requestCount()).isOne();
  }

  @Test
  void signedRequestForTheRootIsForTheService() {
    assertThat(fixture.client.get("/").status()).isEqualTo(400);
    assertThat(fixture.client.get("/emulator/state").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"})
  void pagesElsewhereThatLeadHereAreRefused(String host) throws Exception {
    assertThat(statusLine("/", host)).contains(" 421 ");
    assertThat(statusLine("/emulator/state", host)).contains(" 421 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "127.0.0.1", "[::1]:80", "batch.localhost"})
  void ownNamesAreAccepted(String host) throws Exception {
    assertThat(statusLine("/", host)).contains(" 200 ");
  }

  @Test
  void thousandNodesAreAllThere() throws Exception {
    fixture.addPool("p", 1000, ",'taskSlotsPerNode':4");

    JsonNode pool = overview().path("pools").path(0);
    assertThat(pool.path("nodes")).hasSize(1000);
    assertThat(pool.path("nodeStates").path("idle").asInt()).isEqualTo(1000);
  }

  @Test
  void overviewStaysSmallHoweverMuchThereIs() throws Exception {
    fixture.addPool("p", 2500, "");
    for (int i = 0; i < 120; i++) {
      fixture.addJob("job-" + i, "");
    }
    fixture.addTask("job-0", "t", "x", "");

    JsonNode overview = overview();
    JsonNode pool = overview.path("pools").path(0);
    assertThat(pool.path("nodes")).hasSize(2000);
    assertThat(pool.path("nodeStates").path("idle").asInt()).isEqualTo(2500);
    assertThat(overview.path("jobs")).hasSize(100);
    assertThat(overview.path("jobs").path(0).path("id").asText()).isEqualTo("job-119");
    assertThat(overview.path("jobCount").asInt()).isEqualTo(120);
    assertThat(overview.path("tasks").path("succeeded").asInt()).isOne();
  }

  @Test
  void seedAddsAndNamesWhatIsRefused() {
    fixture.emulator.seed(json("{'pools':[{'id':'p','vmSize':'standard_d2s_v5',%s}]}", IMAGE));
    assertThat(fixture.pool("p").path("id").asText()).isEqualTo("p");
    assertThat(fixture.emulator.requestCount()).isOne();

    assertThatThrownBy(
            () ->
                fixture.emulator.seed(
                    json(
                        "{'jobs':[{'id':'j','poolInfo':{'poolId':'p'}}],"
                            + "'pools':[{'id':'P','vmSize':'standard_d2s_v5',%s}]}",
                        IMAGE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the seed's pool 'P' is refused: PoolExists");
  }

  private JsonNode overview() throws Exception {
    HttpResponse<String> answer = send("GET", "/emulator/overview");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> send(String method, String target) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(fixture.emulator.endpoint() + target))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  /** Sends a request with a header of which the JDK's client disposes itself. */
  private String statusLine(String target, String host) throws Exception {
    URI endpoint = fixture.emulator.endpoint();
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
  }
}
