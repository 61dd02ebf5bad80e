package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that really run, seen through the protocol. */
final class RealTasksTest {
  @TempDir Path directory;
  private Fixture fixture;

  @BeforeEach
  void open() {
    ProcessExecution execution = ProcessExecution.builder().directory(directory).build();
    fixture = new Fixture(settings -> settings.execution(execution));
  }

  @AfterEach
  void close() {
    fixture.close();
    assertThat(directory).isEmptyDirectory();
  }

  private void addPool(String more) {
    fixture.addPool("p", 1, more);
    while (!fixture.nodes("p").get(0).path("state").asText().equals("idle")) {
      fixture.advance(1);
    }
  }

  private JsonNode untilIs(String state, String job, String task) {
    JsonNode now = fixture.task(job, task);
    while (!now.path("state").asText().equals(state)) {
      fixture.advance(0);
      now = fixture.task(job, task);
    }
    return now;
  }

  private void addTask(String id, String commandLine, String more) {
    String escaped = commandLine.replace("\\", "\\\\").replace("\"", "\\\"");
    ok(
        201,
        fixture.client.post(
            "/jobs/j/tasks",
            json("{'id':'" + id + "','commandLine':'").replace("%", "%%")
                + escaped
                + json("'" + more + "}")));
    fixture.advance(0);
  }

  private String file(String task, String path) {
    return ok(200, fixture.client.get("/jobs/j/tasks/" + task + "/files/" + path)).text();
  }

  @Test
  void commandRunsAndItsFilesAreServed() {
    addPool("");
    fixture.addJob("j", ",'commonEnvironmentSettings':[{'name':'A','value':'b c'}]");
    addTask("t", "/bin/sh -c \"echo $A $AZ_BATCH_TASK_ID $AZ_BATCH_ACCOUNT_NAME; exit 3\"", "");

    JsonNode info = untilIs("completed", "j", "t").path("executionInfo");

    assertThat(info.path("exitCode").asInt()).isEqualTo(3);
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("FailureExitCode");
    assertThat(file("t", "stdout.txt")).isEqualTo("b c t " + fixture.emulator.accountName() + "\n");
  }

  @Test
  void failureBeforeTheCommandIsTheServices() {
    addPool("");
    fixture.addJob("j", "");
    addTask("t", "no-such-program-1", "");

    JsonNode info = untilIs("completed", "j", "t").path("executionInfo");

    assertThat(info.has("exitCode")).isFalse();
    assertThat(info.path("result").asText()).isEqualTo("failure");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("CommandProgramNotFound");
    assertThat(info.path("failureInfo").path("category").asText()).isEqualTo("UserError");
  }

  @Test
  void terminatedTaskEndsWithItsProcesses() {
    addPool("");
    fixture.addJob("j", "");
    addTask("t", "/bin/sh -c \"echo up; sleep 1000\"", "");
    // Until the command begins there is no file.
    while (!fixture.client.get("/jobs/j/tasks/t/files/stdout.txt").text().equals("up\n")) {
      Thread.onSpinWait();
    }

    ok(204, fixture.client.post("/jobs/j/tasks/t/terminate"));

    JsonNode info = untilIs("completed", "j", "t").path("executionInfo");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("TaskEnded");
  }

  @Test
  void wallClockEndsATask() {
    addPool("");
    fixture.addJob("j", "");
    addTask("t", "sleep 1000", ",'constraints':{'maxWallClockTime':'PT30S'}");
    untilIs("running", "j", "t");

    fixture.advance(31);

    JsonNode info = untilIs("completed", "j", "t").path("executionInfo");
    assertThat(info.path("result").asText()).isEqualTo("failure");
  }

  @Test
  void startAndJobPreparationTasksRunBeforeTheJobsOwn() {
    addPool(",'startTask':{'commandLine':'touch ../../shared/started','waitForSuccess':true}");
    fixture.addJob("j", ",'jobPreparationTask':{'commandLine':'touch prepared'}");
    addTask("t", "/bin/sh -c \"ls $AZ_BATCH_NODE_SHARED_DIR $AZ_BATCH_JOB_PREP_WORKING_DIR\"", "");

    untilIs("completed", "j", "t");

    assertThat(file("t", "stdout.txt")).contains("started", "prepared");
  }

  @Test
  void failingTaskIsRetriedInItsOldDirectory() {
    addPool("");
    fixture.addJob("j", "");
    addTask(
        "t",
        "/bin/sh -c \"echo x >>tries; test $(wc -l <tries) = 3\"",
        ",'constraints':{'maxTaskRetryCount':5}");

    JsonNode info = untilIs("completed", "j", "t").path("executionInfo");

    assertThat(info.path("exitCode").asInt(-1)).isZero();
    assertThat(info.path("retryCount").asInt()).isEqualTo(2);
  }
}
