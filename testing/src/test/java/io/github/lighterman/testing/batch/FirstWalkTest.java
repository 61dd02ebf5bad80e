package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FirstWalkTest {
  private static final String CLIENT_REQUEST_ID = "bea6c0c2-54ba-46d3-b4f4-3c1ab6e1ccba";

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void poolBootsItsNodes() {
    fixture.addPool("p", 2, "");

    JsonNode pool = fixture.pool("p");
    assertThat(pool.path("allocationState").asText()).isEqualTo("steady");
    assertThat(pool.path("currentDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(fixture.nodes("p"))
        .hasSize(2)
        .allSatisfy(
            node -> {
              assertThat(node.path("state").asText()).isEqualTo("idle");
              assertThat(node.path("id").asText()).matches("tvmps_[0-9a-f]{64}_d");
            });
  }

  @Test
  void taskRunsAndItsFilesAreRead() {
    fixture.script("hello", TaskScript.succeed().printing("hi\n"));
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "hello", "");

    JsonNode task = fixture.task("j", "t");
    assertThat(task.path("state").asText()).isEqualTo("completed");
    assertThat(task.path("executionInfo").path("exitCode").asInt(-1)).isZero();
    assertThat(task.path("nodeInfo").path("taskRootDirectory").asText())
        .isEqualTo("workitems/j/job-1/t");
    var file = ok(200, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt"));
    assertThat(file.text()).isEqualTo("hi\n");
    assertThat(file.header("Content-Type")).isEqualTo("text/plain");
    assertThat(file.header("ocp-batch-file-mode")).isEqualTo("0o100644");
    assertThat(file.header("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(
            ok(200, fixture.client.head("/jobs/j/tasks/t/files/stdout.txt"))
                .header("Content-Length"))
        .isEqualTo("3");
    assertThat(
            ok(
                    200,
                    fixture.client.get(
                        "/jobs/j/tasks/t/files/stdout.txt", "ocp-range", "bytes=1-1"))
                .text())
        .isEqualTo("i");
    assertThat(ok(200, fixture.client.get("/jobs/j/tasks/t/files")).json().path("value"))
        .hasSize(4);
  }

  @Test
  void writeAnswersHaveTheServicesHeadersAndNoBody() {
    var answer =
        ok(
            201,
            fixture.client.post(
                "/jobs",
                json("{'id':'j','poolInfo':{'poolId':'p'}}"),
                "client-request-id",
                CLIENT_REQUEST_ID,
                "return-client-request-id",
                "true"));

    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("ETag")).matches("0x8[0-9A-F]{14}");
    assertThat(answer.header("Last-Modified")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} .* GMT");
    assertThat(answer.header("Location")).isEqualTo(fixture.emulator.endpoint() + "/jobs/job-1");
    assertThat(answer.header("DataServiceId")).isEqualTo(answer.header("Location"));
    assertThat(answer.header("DataServiceVersion")).isEqualTo("3.0");
    assertThat(answer.header("request-id")).matches(Pattern.compile("[0-9a-f-]{36}"));
    assertThat(answer.header("client-request-id")).isEqualTo(CLIENT_REQUEST_ID);
  }

  @Test
  void tasksOfACallAreAnsweredOneByOne() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "a", "x", "");

    JsonNode results =
        ok(
                200,
                fixture.client.post(
                    "/jobs/j/addtaskcollection",
                    json(
                        "{'value':[{'id':'A','commandLine':'x'},{'id':'b','commandLine':'x'},"
                            + "{'id':'c d','commandLine':'x'}]}")))
            .json()
            .path("value");

    assertThat(results).hasSize(3);
    assertThat(results.get(0).path("status").asText()).isEqualToIgnoringCase("clienterror");
    assertThat(results.get(0).path("error").path("code").asText()).isEqualTo("TaskExists");
    assertThat(results.get(1).path("status").asText()).isEqualTo("Success");
    assertThat(results.get(1).path("location").asText()).endsWith("/jobs/j/tasks/b");
    assertThat(results.get(2).path("error").path("code").asText())
        .isEqualTo("InvalidPropertyValue");
  }

  @Test
  void taskOfACallThatCannotBeEmulatedIsNotWorthAnotherTry() {
    fixture.addJob("j", "");

    JsonNode result =
        ok(
                200,
                fixture.client.post(
                    "/jobs/j/addtaskcollection",
                    json(
                        "{'value':[{'id':'t','commandLine':'x','multiInstanceSettings':"
                            + "{'numberOfInstances':2,'coordinationCommandLine':'y'}}]}")))
            .json()
            .path("value")
            .get(0);

    assertThat(result.path("status").asText()).isEqualToIgnoringCase("clienterror");
    assertThat(result.path("error").path("code").asText()).isEqualTo("NotImplemented");
    assertThat(result.path("error").path("values").toString()).contains("multiInstanceSettings");
  }

  @Test
  void jobIsDeletingForAWhileAndThenGone() {
    fixture.addJob("j", "");

    ok(202, fixture.client.delete("/jobs/j"));

    assertThat(fixture.job("j").path("state").asText()).isEqualTo("deleting");
    assertThat(ok(409, fixture.client.delete("/jobs/j")).code()).isEqualTo("JobBeingDeleted");
    fixture.advance(5);
    assertThat(ok(404, fixture.client.get("/jobs/j")).code()).isEqualTo("JobNotFound");
  }

  @Test
  void poolIsDeletingForAWhileAndThenGone() {
    fixture.addPool("p", 2, "");

    ok(202, fixture.client.delete("/pools/p"));

    assertThat(fixture.pool("p").path("state").asText()).isEqualTo("deleting");
    fixture.advance(5);
    ok(404, fixture.client.get("/pools/p"));
    assertThat(ok(404, fixture.client.head("/pools/p")).text()).isEmpty();
  }
}
