package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.TestClient.Answer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BadRequestTest {
  private final Fixture fixture = new Fixture();

  @BeforeEach
  void addPoolAndJob() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
  }

  @AfterEach
  void close() {
    // Whatever was asked, the emulator goes on.
    fixture.addTask("j", "last", "x", "");
    assertThat(fixture.taskState("j", "last")).isEqualTo("completed");
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'t','commandLine':'x','colour':'red'}|InvalidRequestBody",
        "{'id':'t','commandLine':7}|InvalidRequestBody",
        "{'id':'t','commandLine':'x'|InvalidRequestBody",
        "[]|InvalidRequestBody",
        "{'id':'t','commandLine':'x'} {}|InvalidRequestBody",
        "{'id':'t','id':'u','commandLine':'x'}|InvalidRequestBody",
        "{'commandLine':'x'}|MissingRequiredProperty",
        "{'id':'t'}|MissingRequiredProperty",
        "{'id':'a b','commandLine':'x'}|InvalidPropertyValue",
        "{'id':'','commandLine':'x'}|InvalidPropertyValue",
        "{'id':'../x','commandLine':'x'}|InvalidPropertyValue",
        "{'id':'t','commandLine':'  '}|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','requiredSlots':0}|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','constraints':{'maxTaskRetryCount':-2}}|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','constraints':{'maxWallClockTime':'1h'}}|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','userIdentity':{'autoUser':{'scope':'POOL'}}}"
            + "|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','resourceFiles':[{'filePath':'f'}]}|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','resourceFiles':[{'httpUrl':'http://h/f'}]}"
            + "|MissingRequiredProperty",
        "{'id':'t','commandLine':'x','resourceFiles':[{'httpUrl':'http://h/f','filePath':'../f'}]}"
            + "|InvalidPropertyValue",
        "{'id':'t','commandLine':'x','dependsOn':{'taskIds':['a']}}"
            + "|TaskDependenciesNotSpecifiedOnJob",
        "{'id':'t','commandLine':'x','applicationPackageReferences':[{'applicationId':'a'}]}"
            + "|InvalidApplicationPackageReferences",
        "{'id':'t','commandLine':'x','exitConditions':{'default':{'jobAction':'terminate'}}}"
            + "|InvalidPropertyValue"
      })
  void taskThatIsNotOneIsRefused(String task, String code) {
    Answer answer = fixture.client.wrong().post("/jobs/j/tasks", json(task));

    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("message").path("lang").asText()).isEqualTo("en-US");
    assertThat(answer.json().path("message").path("value").asText())
        .contains("\nRequestId:" + answer.header("request-id"))
        .contains("\nTime:");
    ok(404, fixture.client.get("/jobs/j/tasks/t"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/jobs?$top=3,400,UnsupportedQueryParameter",
    "GET,/jobs?maxresults=0,400,OutOfRangeQueryParameterValue",
    "GET,/jobs?maxresults=1001,400,OutOfRangeQueryParameterValue",
    "GET,/nodecounts?maxresults=11,400,OutOfRangeQueryParameterValue",
    "GET,/jobs?maxresults=x,400,InvalidQueryParameterValue",
    "GET,/jobs?timeout=-1,400,InvalidQueryParameterValue",
    "GET,/jobs?$filter=colour%20eq%20'red',400,InvalidQueryParameterValue",
    "GET,/jobs?$select=colour,400,InvalidQueryParameterValue",
    "GET,/jobs?$skiptoken=!,400,InvalidQueryParameterValue",
    "GET,/nothing,400,InvalidUri",
    "DELETE,/jobs,405,UnsupportedHttpVerb",
    "GET,/jobs/none,404,JobNotFound",
    "GET,/jobs/none/tasks,404,JobNotFound",
    "GET,/jobs/j/tasks/none,404,TaskNotFound",
    "GET,/pools/none,404,PoolNotFound",
    "GET,/pools/p/nodes/none,404,NodeNotFound",
    "GET,/jobs/j/jobpreparationandreleasetaskstatus,409,JobPreparationTaskNotSpecified",
    "GET,/jobschedules,501,NotImplemented",
    "GET,/certificates,501,NotImplemented",
    "GET,/applications,501,NotImplemented",
    "GET,/jobs/j/tasks/t/subtasksinfo,501,NotImplemented",
    "GET,/jobs?$expand=stats,501,NotImplemented"
  })
  void requestThatCannotBeServedIsRefused(String method, String path, int status, String code) {
    assertThat(ok(status, fixture.client.wrong().send(method, path, null)).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "api-version=latest,UnsupportedRequestVersion",
    "maxresults=1,MissingRequiredQueryParameter"
  })
  void versionIsNeeded(String query, String code) {
    URI uri = URI.create(fixture.emulator.endpoint() + "/jobs?" + query);

    Answer answer = fixture.client.wrong().sendTo("GET", uri, null);

    assertThat(ok(400, answer).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2020-03-01.11.0", "2025-06-01", "2024-07-01.20.0"})
  void otherVersionsAreTolerated(String version) {
    ok(
        200,
        fixture.client.sendTo(
            "GET", URI.create(fixture.emulator.endpoint() + "/jobs?api-version=" + version), null));
  }

  @Test
  void bodyBeyondOneMebibyteIsRefused() {
    String task = json("{'id':'t','commandLine':'" + "x".repeat(1_048_576) + "'}");

    Answer answer = ok(413, fixture.client.post("/jobs/j/tasks", task));

    assertThat(answer.code()).isEqualTo("RequestBodyTooLarge");
    assertThat(answer.value("MaxLimit")).isEqualTo("1048576");
  }

  @Test
  void hundredTasksFitIntoACallAndNoMore() {
    ok(200, fixture.client.post("/jobs/j/addtaskcollection", tasks("a", 100)));
    assertThat(
            ok(400, fixture.client.wrong().post("/jobs/j/addtaskcollection", tasks("b", 101)))
                .code())
        .isEqualTo("InvalidPropertyValue");
    ok(404, fixture.client.get("/jobs/j/tasks/b0"));
  }

  @Test
  void idsDifferInMoreThanCase() {
    assertThat(
            ok(409, fixture.client.post("/jobs", json("{'id':'J','poolInfo':{'poolId':'p'}}")))
                .code())
        .isEqualTo("JobExists");
    assertThat(fixture.job("J").path("id").asText()).isEqualTo("j");
    assertThat(
            ok(
                    409,
                    fixture.client.post(
                        "/pools", json("{'id':'P','vmSize':'standard_d2s_v5'," + IMAGE + "}")))
                .code())
        .isEqualTo("PoolExists");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..%2F..%2Fsecret", "wd%2F..%2F..%2Fx", "%2Fetc%2Fpasswd", "wd%5C..%5Cx"})
  void pathTricksFindNothing(String path) {
    fixture.addTask("j", "t", "x", "");

    assertThat(fixture.client.get("/jobs/j/tasks/t/files/" + path).status()).isIn(400, 404);
  }

  /** By a connection of its own, since the server gives up one that carries such a thing. */
  @Test
  void pathWithANulIsRefusedAndTheEmulatorGoesOn() throws Exception {
    fixture.addTask("j", "t", "x", "");
    int port = fixture.emulator.endpoint().getPort();

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET /jobs/j/tasks/t/files/a%00b HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 4".length());
      assertThat(new String(start, US_ASCII)).isEqualTo("HTTP/1.1 4");
    }

    ok(200, fixture.client.get("/jobs/j/tasks/t"));
  }

  @Test
  void rangePastTheEndIsRefused() {
    fixture.addTask("j", "t", "x", "");
    String file = "/jobs/j/tasks/t/files/stdout.txt";

    assertThat(ok(416, fixture.client.get(file, "ocp-range", "bytes=5-9")).code())
        .isEqualTo("InvalidRange");
    assertThat(ok(400, fixture.client.get(file, "ocp-range", "lines=5-9")).code())
        .isEqualTo("InvalidHeaderValue");
  }

  private static String tasks(String prefix, int count) {
    StringBuilder tasks = new StringBuilder("{'value':[");
    for (int i = 0; i < count; i++) {
      tasks.append(i == 0 ? "" : ",").append("{'id':'").append(prefix).append(i);
      tasks.append("','commandLine':'x'}");
    }
    return json(tasks.append("]}").toString());
  }
}
