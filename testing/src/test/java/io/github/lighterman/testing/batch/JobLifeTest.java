package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JobLifeTest {
  private final Fixture fixture =
      new Fixture(builder -> builder.activeJobQuota(2).poolQuota(2))
          .script("fail", TaskScript.exit(1))
          .script("slow", TaskScript.succeed().after(Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void jobEndsWhenAllItsTasksHaveIfItShould() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    ok(200, fixture.client.patch("/jobs/j", json("{'onAllTasksComplete':'terminatejob'}")));
    assertThat(state()).isEqualTo("active");

    fixture.advance(60);

    assertThat(state()).isEqualTo("completed");
    JsonNode info = fixture.job("j").path("executionInfo");
    assertThat(info.path("terminateReason").asText()).isEqualTo("AllTasksComplete");
    assertThat(info.has("endTime")).isTrue();
    assertThat(add("j", "late").code()).isEqualTo("JobCompleted");
    assertThat(ok(409, fixture.client.post("/jobs/j/enable")).code()).isEqualTo("JobCompleted");
  }

  @Test
  void emptyJobCountsAsComplete() {
    fixture.addJob("j", ",'onAllTasksComplete':'terminatejob'");

    assertThat(state()).isEqualTo("completed");
  }

  @Test
  void wishToEndIsNotTakenBack() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    ok(200, fixture.client.patch("/jobs/j", json("{'onAllTasksComplete':'terminatejob'}")));

    assertThat(
            ok(400, fixture.client.patch("/jobs/j", json("{'onAllTasksComplete':'noaction'}")))
                .code())
        .isEqualTo("InvalidPropertyValue");
  }

  @Test
  void disabledJobRunsNothingAndRequeuedTasksAreCounted() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");

    ok(202, fixture.client.post("/jobs/j/disable", json("{'disableTasks':'requeue'}")));

    assertThat(state()).isEqualTo("disabled");
    JsonNode task = fixture.task("j", "t");
    assertThat(task.path("state").asText()).isEqualTo("active");
    assertThat(task.path("executionInfo").path("requeueCount").asInt()).isEqualTo(1);
    assertThat(task.path("executionInfo").path("retryCount").asInt()).isZero();
    fixture.advance(100);
    assertThat(fixture.taskState("j", "t")).isEqualTo("active");

    ok(202, fixture.client.post("/jobs/j/enable"));
    fixture.advance(61);
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
  }

  @Test
  void jobIsDisabledOnlyWhenTheTasksThatItWaitsForHaveEnded() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    fixture.addTask("j", "u", "slow", "");

    ok(202, fixture.client.post("/jobs/j/disable", json("{'disableTasks':'wait'}")));
    assertThat(state()).isEqualTo("disabling");
    fixture.advance(60);

    assertThat(state()).isEqualTo("disabled");
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
    assertThat(fixture.taskState("j", "u")).isEqualTo("active");
  }

  @Test
  void disabledJobCanGetAnotherPool() {
    fixture.addPool("p", 0, "");
    fixture.addPool("q", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");
    String other = json("{'poolInfo':{'poolId':'q'}}");
    ok(409, fixture.client.patch("/jobs/j", other));

    ok(202, fixture.client.post("/jobs/j/disable", json("{'disableTasks':'requeue'}")));
    ok(200, fixture.client.patch("/jobs/j", other));
    ok(202, fixture.client.post("/jobs/j/enable"));
    fixture.advance(1);

    assertThat(fixture.task("j", "t").path("nodeInfo").path("poolId").asText()).isEqualTo("q");
  }

  @Test
  void terminatedJobStopsWhatRunsAndLeavesWhatWaits() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "slow", "");
    fixture.addTask("j", "u", "slow", "");

    ok(202, fixture.client.post("/jobs/j/terminate", json("{'terminateReason':'enough'}")));

    assertThat(state()).isEqualTo("completed");
    assertThat(fixture.job("j").path("executionInfo").path("terminateReason").asText())
        .isEqualTo("enough");
    assertThat(
            fixture.task("j", "t").path("executionInfo").path("failureInfo").path("code").asText())
        .isEqualTo("TaskEnded");
    assertThat(fixture.taskState("j", "u")).isEqualTo("active");
    assertThat(ok(409, fixture.client.post("/jobs/j/terminate")).code()).isEqualTo("JobCompleted");
  }

  @Test
  void jobEndsWhenItsTimeIsUp() {
    fixture.addJob("j", ",'constraints':{'maxWallClockTime':'PT1H'}");
    fixture.advance(3599);
    assertThat(state()).isEqualTo("active");
    fixture.advance(1);

    assertThat(state()).isEqualTo("completed");
    assertThat(fixture.job("j").path("executionInfo").path("terminateReason").asText())
        .isEqualTo("MaxWallClockTimeExpiry");
  }

  @Test
  void activeJobsAndPoolsAreLimitedAndCompletedJobsAreNot() {
    fixture.addPool("p", 0, "");
    fixture.addPool("q", 0, "");
    String pool = json("{'id':'r','vmSize':'standard_d2s_v5'," + IMAGE + "}");
    assertThat(ok(409, fixture.client.post("/pools", pool)).code()).isEqualTo("PoolQuotaReached");
    fixture.addJob("j", "");
    fixture.addJob("k", "");
    String job = json("{'id':'l','poolInfo':{'poolId':'p'}}");
    assertThat(ok(409, fixture.client.post("/jobs", job)).code())
        .isEqualTo("ActiveJobAndScheduleQuotaReached");

    ok(202, fixture.client.post("/jobs/j/terminate"));
    ok(201, fixture.client.post("/jobs", job));
  }

  @Test
  void jobsOwnPoolComesAndGoesWithIt() {
    ok(
        201,
        fixture.client.post(
            "/jobs",
            json(
                "{'id':'j','poolInfo':{'autoPoolSpecification':{'autoPoolIdPrefix':'mine',"
                    + "'poolLifetimeOption':'job','pool':{'vmSize':'standard_d2s_v5',%s,"
                    + "'targetDedicatedNodes':1}}}}",
                IMAGE)));
    fixture.addTask("j", "t", "x", "");
    fixture.advance(10);

    String pool = fixture.job("j").path("executionInfo").path("poolId").asText();
    assertThat(pool).startsWith("mine_");
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
    ok(
        501,
        fixture.client.patch(
            "/jobs/j",
            json(
                "{'poolInfo':{'autoPoolSpecification':{'poolLifetimeOption':'job','pool':{"
                    + "'vmSize':'standard_d2s_v5',%s}}}}",
                IMAGE)));
    ok(202, fixture.client.post("/jobs/j/terminate"));
    fixture.advance(10);
    ok(404, fixture.client.get("/pools/" + pool));
  }

  @Test
  void nodeIsPreparedOnceBeforeItsFirstTaskAndReleasedAtTheEnd() {
    fixture.script("prepare", TaskScript.succeed().after(Duration.ofSeconds(30)));
    fixture.addPool("p", 1, ",'taskSlotsPerNode':2");
    fixture.addJob(
        "j",
        ",'jobPreparationTask':{'commandLine':'prepare'},'jobReleaseTask':{'commandLine':'slow'}");
    fixture.addTask("j", "t", "x", "");
    fixture.addTask("j", "u", "x", "");
    assertThat(fixture.taskState("j", "t")).isEqualTo("preparing");
    fixture.advance(30);
    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
    assertThat(kinds())
        .containsExactly(TaskOrder.Kind.JOB_PREPARATION, TaskOrder.Kind.TASK, TaskOrder.Kind.TASK);
    assertThat(fixture.orders.get(1).place().jobPreparationDirectory())
        .contains("workitems/j/job-1/jobpreparation");

    ok(202, fixture.client.post("/jobs/j/terminate"));
    assertThat(state()).isEqualTo("terminating");
    JsonNode status =
        ok(200, fixture.client.get("/jobs/j/jobpreparationandreleasetaskstatus"))
            .json()
            .path("value")
            .get(0);
    assertThat(status.path("jobPreparationTaskExecutionInfo").path("result").asText())
        .isEqualTo("success");
    assertThat(status.path("jobReleaseTaskExecutionInfo").path("state").asText())
        .isEqualTo("running");
    fixture.advance(60);
    assertThat(state()).isEqualTo("completed");
  }

  @Test
  void nodeThatCannotBePreparedGetsNoTaskOfThatJob() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", ",'jobPreparationTask':{'commandLine':'fail'}");
    fixture.addTask("j", "t", "x", "");

    assertThat(fixture.taskState("j", "t")).isEqualTo("active");
    assertThat(kinds()).containsExactly(TaskOrder.Kind.JOB_PREPARATION);
    assertThat(
            ok(200, fixture.client.get("/jobs/j/jobpreparationandreleasetaskstatus"))
                .json()
                .path("value")
                .get(0)
                .path("jobPreparationTaskExecutionInfo")
                .path("failureInfo")
                .path("code")
                .asText())
        .isEqualTo("FailureExitCode");
  }

  @Test
  void jobEndsWithItsManager() {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", ",'jobManagerTask':{'id':'boss','commandLine':'slow'}");
    fixture.advance(1);
    assertThat(fixture.taskState("j", "boss")).isEqualTo("running");
    fixture.advance(60);

    assertThat(state()).isEqualTo("completed");
    assertThat(fixture.job("j").path("executionInfo").path("terminateReason").asText())
        .isEqualTo("JMComplete");
  }

  @Test
  void patchReplacesWhatIsGivenAndPutClearsTheRest() {
    fixture.addJob(
        "j", ",'constraints':{'maxTaskRetryCount':5},'metadata':[{'name':'a','value':'b'}]");
    ok(200, fixture.client.patch("/jobs/j", json("{'constraints':{'maxWallClockTime':'P1D'}}")));
    JsonNode patched = fixture.job("j");
    assertThat(patched.path("constraints").path("maxTaskRetryCount").asInt()).isZero();
    assertThat(patched.path("constraints").path("maxWallClockTime").asText()).isEqualTo("P1D");
    assertThat(patched.path("metadata")).hasSize(1);

    ok(200, fixture.client.put("/jobs/j", json("{'poolInfo':{'poolId':'p'}}")));

    JsonNode put = fixture.job("j");
    assertThat(put.has("metadata")).isFalse();
    assertThat(put.path("constraints").path("maxWallClockTime").asText())
        .isEqualTo("P10675199DT2H48M5.4775807S");
  }

  private List<TaskOrder.Kind> kinds() {
    return fixture.orders.stream().map(order -> order.place().kind()).toList();
  }

  private TestClient.Answer add(String job, String id) {
    return ok(
        409,
        fixture.client.post(
            "/jobs/" + job + "/tasks", json("{'id':'" + id + "','commandLine':'x'}")));
  }

  private String state() {
    fixture.advance(0);
    return fixture.job("j").path("state").asText();
  }
}
