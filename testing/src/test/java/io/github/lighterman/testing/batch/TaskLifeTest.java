package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskLifeTest {
  private final Fixture fixture =
      new Fixture()
          .script("fail", TaskScript.exit(3))
          .script("slow", TaskScript.succeed().after(Duration.ofMinutes(1)))
          .script("endless", TaskScript.succeed().after(Duration.ofDays(1)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void failedTaskIsTriedAgainAsOftenAsItMay() {
    start("");
    fixture.addTask("j", "t", "fail", ",'constraints':{'maxTaskRetryCount':2}");

    JsonNode info = fixture.task("j", "t").path("executionInfo");
    assertThat(fixture.orders).hasSize(3);
    assertThat(info.path("retryCount").asInt()).isEqualTo(2);
    assertThat(info.has("lastRetryTime")).isTrue();
    assertThat(info.path("requeueCount").asInt()).isZero();
    assertThat(info.path("exitCode").asInt()).isEqualTo(3);
    assertThat(info.path("result").asText()).isEqualTo("failure");
    assertThat(info.path("failureInfo").path("category").asText()).isEqualTo("UserError");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("FailureExitCode");
  }

  @Test
  void retriesOfTheJobHoldForTasksThatSayNothing() {
    start(",'constraints':{'maxTaskRetryCount':1}");
    fixture.addTask("j", "t", "fail", "");

    assertThat(fixture.orders).hasSize(2);
  }

  @Test
  void taskThatNeverStartedIsNotTriedAgain() {
    fixture.script(
        "missing",
        TaskScript.end(
            TaskOutcome.notStarted(TaskFailure.ofUser("BlobNotFound", "it isn't there"))));
    start("");
    fixture.addTask("j", "t", "missing", ",'constraints':{'maxTaskRetryCount':5}");

    JsonNode info = fixture.task("j", "t").path("executionInfo");
    assertThat(fixture.orders).hasSize(1);
    assertThat(info.has("exitCode")).isFalse();
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("BlobNotFound");
  }

  @Test
  void taskEndsWhenItsTimeIsUp() {
    start("");
    fixture.addTask("j", "t", "endless", ",'constraints':{'maxWallClockTime':'PT10M'}");
    fixture.advance(599);
    assertThat(fixture.taskState("j", "t")).isEqualTo("running");

    fixture.advance(1);

    JsonNode info = fixture.task("j", "t").path("executionInfo");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("TaskEnded");
    assertThat(fixture.orders).hasSize(1);
  }

  @Test
  void terminatedTaskFailsAndRunsAgainWhenReactivated() {
    start("");
    fixture.addTask("j", "t", "slow", "");
    ok(409, fixture.client.post("/jobs/j/tasks/t/reactivate"));

    ok(204, fixture.client.post("/jobs/j/tasks/t/terminate"));

    assertThat(
            fixture.task("j", "t").path("executionInfo").path("failureInfo").path("code").asText())
        .isEqualTo("TaskEnded");
    assertThat(ok(409, fixture.client.post("/jobs/j/tasks/t/terminate")).code())
        .isEqualTo("TaskCompleted");
    ok(204, fixture.client.post("/jobs/j/tasks/t/reactivate"));
    assertThat(fixture.taskState("j", "t")).isEqualTo("running");
    assertThat(fixture.task("j", "t").path("executionInfo").has("failureInfo")).isFalse();
    fixture.advance(60);
    assertThat(fixture.task("j", "t").path("executionInfo").path("result").asText())
        .isEqualTo("success");
    assertThat(ok(409, fixture.client.post("/jobs/j/tasks/t/reactivate")).code())
        .isEqualTo("TaskSucceeded");
  }

  @Test
  void deletedTaskIsGoneAndItsSlotIsFree() {
    start("");
    fixture.addTask("j", "a", "endless", "");
    fixture.addTask("j", "b", "x", "");
    assertThat(fixture.taskState("j", "b")).isEqualTo("active");

    ok(200, fixture.client.delete("/jobs/j/tasks/a"));

    ok(404, fixture.client.get("/jobs/j/tasks/a"));
    assertThat(fixture.taskState("j", "b")).isEqualTo("completed");
  }

  @Test
  void filesGoWhenTheirTimeIsUp() {
    start("");
    fixture.addTask("j", "t", "x", ",'constraints':{'retentionTime':'PT1H'}");
    fixture.advance(3599);
    ok(200, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt"));

    fixture.advance(2);

    assertThat(ok(409, fixture.client.get("/jobs/j/tasks/t/files/stdout.txt")).code())
        .isEqualTo("TaskFilesCleanedup");
  }

  @Test
  void taskThatNobodyEndsIsEndedAfterHalfAYear() {
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");
    fixture.clock.advance(Duration.ofDays(179));
    assertThat(fixture.taskState("j", "t")).isEqualTo("active");

    fixture.clock.advance(Duration.ofDays(1));

    assertThat(fixture.taskState("j", "t")).isEqualTo("completed");
  }

  @Test
  void taskThatNeverRanHasNoFiles() {
    fixture.addJob("j", "");
    fixture.addTask("j", "t", "x", "");

    assertThat(ok(409, fixture.client.get("/jobs/j/tasks/t/files")).code())
        .isEqualTo("TaskFilesUnavailable");
  }

  @Test
  void containerTaskFailsOnAPoolWithoutContainers() {
    start("");
    fixture.addTask("j", "t", "x", ",'containerSettings':{'imageName':'busybox'}");

    assertThat(
            fixture.task("j", "t").path("executionInfo").path("failureInfo").path("code").asText())
        .isEqualTo("ContainerPoolNotSupported");
    assertThat(fixture.orders).isEmpty();
  }

  @Test
  void orderHasTheJobsEnvironmentAndTheTasksOverIt() {
    start(",'commonEnvironmentSettings':[{'name':'A','value':'job'},{'name':'B','value':'job'}]");
    fixture.addTask("j", "t", "x", ",'environmentSettings':[{'name':'B','value':'task'}]");

    TaskOrder order = fixture.orders.get(0);
    assertThat(order.work().environment())
        .containsEntry("A", "job")
        .containsEntry("B", "task")
        .containsEntry("AZ_BATCH_ACCOUNT_NAME", "lighterman")
        .containsEntry("AZ_BATCH_ACCOUNT_URL", fixture.emulator.endpoint().toString());
    assertThat(order.place().directory()).isEqualTo("workitems/j/job-1/t");
  }

  @Test
  void taskWaitsForThoseThatItDependsOn() {
    start(",'usesTaskDependencies':true");
    fixture.addTask("j", "last", "x", ",'dependsOn':{'taskIds':['a','B']}");
    fixture.addTask("j", "a", "x", "");
    assertThat(fixture.taskState("j", "last")).isEqualTo("active");

    fixture.addTask("j", "b", "x", "");

    assertThat(fixture.taskState("j", "last")).isEqualTo("completed");
  }

  @Test
  void taskWaitsForAllNumbersOfARange() {
    start(",'usesTaskDependencies':true");
    fixture.addTask("j", "2", "x", "");
    fixture.addTask("j", "last", "x", ",'dependsOn':{'taskIdRanges':[{'start':1,'end':3}]}");
    fixture.addTask("j", "01", "x", "");
    assertThat(fixture.taskState("j", "last")).isEqualTo("active");

    fixture.addTask("j", "3", "x", "");

    assertThat(fixture.taskState("j", "last")).isEqualTo("completed");
  }

  @Test
  void failedTaskBlocksThoseThatWaitForIt() {
    start(",'usesTaskDependencies':true");
    fixture.addTask("j", "next", "x", ",'dependsOn':{'taskIds':['a']}");
    fixture.addTask("j", "a", "fail", "");

    assertThat(fixture.taskState("j", "next")).isEqualTo("active");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'exitCodes':[{'code':3,'exitOptions':{'dependencyAction':'satisfy'}}]}|completed",
        "{'exitCodeRanges':[{'start':1,'end':9,'exitOptions':{'dependencyAction':'satisfy'}}]}"
            + "|completed",
        "{'default':{'dependencyAction':'satisfy'}}|completed",
        "{'exitCodes':[{'code':4,'exitOptions':{'dependencyAction':'satisfy'}}]}|active",
        "{'fileUploadError':{'dependencyAction':'satisfy'}}|active"
      })
  void exitConditionsSayWhetherOthersMayRun(String conditions, String state) {
    start(",'usesTaskDependencies':true");
    fixture.addTask("j", "next", "x", ",'dependsOn':{'taskIds':['a']}");
    fixture.addTask("j", "a", "fail", ",'exitConditions':" + conditions);

    assertThat(fixture.taskState("j", "next")).isEqualTo(state);
  }

  @Test
  void exitConditionsEndTheJobIfItHeedsThem() {
    start(",'onTaskFailure':'performexitoptionsjobaction'");
    fixture.addTask("j", "a", "endless", "");
    fixture.addTask("j", "b", "x", "");
    ok(204, fixture.client.post("/jobs/j/tasks/a/terminate"));
    fixture.advance(1);

    JsonNode job = fixture.job("j");
    assertThat(job.path("state").asText()).isEqualTo("completed");
    assertThat(job.path("executionInfo").path("terminateReason").asText()).isEqualTo("TaskFailed");
  }

  @Test
  void tasksAreSpreadOverNodesOrPackedOnThem() {
    fixture.addPool("p", 2, ",'taskSlotsPerNode':4");
    fixture.addJob("j", "");
    fixture.addTask("j", "a", "endless", "");
    fixture.addTask("j", "b", "endless", "");
    assertThat(nodesUsed()).containsExactly(1, 1);
    ok(202, fixture.client.delete("/jobs/j"));
    ok(202, fixture.client.delete("/pools/p"));
    fixture.advance(10);

    fixture.addPool("p", 2, ",'taskSlotsPerNode':4,'taskSchedulingPolicy':{'nodeFillType':'pack'}");
    fixture.addJob("j", "");
    fixture.addTask("j", "a", "endless", "");
    fixture.addTask("j", "b", "endless", "");

    assertThat(nodesUsed()).containsExactly(0, 2);
  }

  @Test
  void largeTaskDoesNotHoldUpSmallOnesAndRunsWhenItFits() {
    fixture.addPool("p", 1, ",'taskSlotsPerNode':4");
    fixture.addJob("j", "");
    fixture.addTask("j", "a", "slow", "");
    fixture.addTask("j", "large", "slow", ",'requiredSlots':4");
    fixture.addTask("j", "never", "x", ",'requiredSlots':5");
    fixture.addTask("j", "small", "x", ",'requiredSlots':3");

    assertThat(fixture.taskState("j", "small")).isEqualTo("completed");
    assertThat(fixture.taskState("j", "large")).isEqualTo("active");
    fixture.advance(60);
    assertThat(fixture.taskState("j", "large")).isEqualTo("running");
    assertThat(fixture.taskState("j", "never")).isEqualTo("active");
    JsonNode slots =
        ok(200, fixture.client.get("/jobs/j/taskcounts")).json().path("taskSlotCounts");
    assertThat(slots.path("running").asInt()).isEqualTo(4);
    assertThat(slots.path("succeeded").asInt()).isEqualTo(4);
  }

  @Test
  void jobOfHigherPriorityGoesFirst() {
    fixture.addPool("p", 1, "");
    fixture.addJob("busy", "");
    fixture.addTask("busy", "t", "slow", "");
    fixture.addJob("low", ",'priority':-5");
    fixture.addJob("high", ",'priority':5");
    fixture.addTask("low", "t", "slow", "");
    fixture.addTask("high", "t", "slow", "");

    fixture.advance(60);

    assertThat(fixture.taskState("high", "t")).isEqualTo("running");
    assertThat(fixture.taskState("low", "t")).isEqualTo("active");
  }

  @Test
  void jobRunsNoMoreTasksAtATimeThanItMay() {
    fixture.addPool("p", 2, ",'taskSlotsPerNode':4");
    fixture.addJob("j", ",'maxParallelTasks':2");
    for (String id : List.of("a", "b", "c")) {
      fixture.addTask("j", id, "slow", "");
    }
    assertThat(fixture.taskState("j", "c")).isEqualTo("active");

    fixture.advance(60);

    assertThat(fixture.taskState("j", "c")).isEqualTo("running");
  }

  private int[] nodesUsed() {
    return fixture.nodes("p").stream()
        .mapToInt(node -> node.path("runningTasksCount").asInt())
        .sorted()
        .toArray();
  }

  private void start(String job) {
    fixture.addPool("p", 1, "");
    fixture.addJob("j", job);
  }
}
