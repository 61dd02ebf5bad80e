package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.batch.fault.InjectedFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@Timeout(60)
final class FaultyAnswerTest {
  private static final String JOB = json("{'id':'j','poolInfo':{'poolId':'p'}}");

  private final Fixture fixture = new Fixture();
  private final BatchEmulator emulator = fixture.emulator;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void throttledRequestIsToldWhenToComeBackAndNothingIsDone() {
    emulator.inject(FaultRule.of(Fault.TOO_MANY_REQUESTS).withTime(Duration.ofSeconds(7)).times(1));

    var answer = ok(429, fixture.client.post("/jobs", JOB));

    assertThat(answer.code()).isEqualTo("TooManyRequests");
    assertThat(answer.header("Retry-After")).isEqualTo("7");
    assertThat(emulator.snapshot().jobs()).isEmpty();
    ok(201, fixture.client.post("/jobs", JOB));
  }

  @Test
  void busyServerSaysSoAndWhenToComeBack() {
    emulator.inject(FaultRule.of(Fault.SERVER_BUSY).times(1));

    var answer = ok(503, fixture.client.post("/jobs", JOB));

    assertThat(answer.code()).isEqualTo("ServerBusy");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("request-id")).isNotEmpty();
    assertThat(emulator.snapshot().jobs()).isEmpty();
  }

  @Test
  void internalErrorHasTheServicesBodyAndNothingIsDone() {
    emulator.inject(FaultRule.of(Fault.INTERNAL_ERROR).times(1));

    var answer = ok(500, fixture.client.post("/jobs", JOB));

    assertThat(answer.code()).isEqualTo("InternalError");
    assertThat(answer.json().path("message").path("value").asText()).contains("RequestId:");
    assertThat(answer.header("Retry-After")).isEmpty();
    assertThat(emulator.snapshot().jobs()).isEmpty();
  }

  @Test
  void unavailableServiceAnswersWithNothingAtAll() {
    emulator.inject(FaultRule.of(Fault.UNAVAILABLE).times(1));

    var answer = ok(503, fixture.client.post("/jobs", JOB));

    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("request-id")).isEmpty();
    assertThat(answer.header("Content-Type")).isEmpty();
    assertThat(emulator.snapshot().jobs()).isEmpty();
  }

  @Test
  void badGatewayAnswersWithAPage() {
    emulator.inject(FaultRule.of(Fault.BAD_GATEWAY).times(1));

    var answer = ok(502, fixture.client.post("/jobs", JOB));

    assertThat(answer.header("Content-Type")).isEqualTo("text/html");
    assertThat(answer.text()).startsWith("<html>");
    assertThat(emulator.snapshot().jobs()).isEmpty();
  }

  @Test
  void connectionIsResetBeforeTheWriteIsApplied() {
    emulator.inject(FaultRule.of(Fault.CONNECTION_RESET).on("Job_Add").times(1));

    assertThatThrownBy(() -> fixture.client.post("/jobs", JOB))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(emulator.snapshot().jobs()).isEmpty();
    assertThat(emulator.requests()).last().extracting(RecordedRequest::status).isEqualTo(0);
    ok(201, fixture.client.post("/jobs", JOB));
  }

  @Test
  void connectionIsResetAfterTheWriteWasApplied() {
    emulator.inject(FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE).times(1));

    assertThatThrownBy(() -> fixture.client.post("/jobs", JOB))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(emulator.requests()).last().extracting(RecordedRequest::status).isEqualTo(0);
    assertThat(ok(409, fixture.client.post("/jobs", JOB)).code()).isEqualTo("JobExists");
  }

  @Test
  void onlyASuccessfulWriteIsResetAfterwards() {
    emulator.inject(FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE));

    ok(404, fixture.client.get("/jobs/none"));
    ok(200, fixture.client.get("/jobs"));
    ok(404, fixture.client.delete("/jobs/none"));

    assertThat(emulator.faults())
        .containsExactly(new InjectedFault(FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE), 0, 0));
  }

  @Test
  void truncatedAnswerBreaksOffInItsBody() {
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.TRUNCATED_ANSWER).on("Job_Get").times(1));

    assertThatThrownBy(() -> fixture.client.get("/jobs/j"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(IOException.class);

    assertThat(emulator.faultCount(Fault.TRUNCATED_ANSWER)).isEqualTo(1);
    assertThat(fixture.job("j").path("id").asText()).isEqualTo("j");
  }

  @Test
  void slowAnswerIsHandledAtOnceAndComesLate() throws Exception {
    emulator.inject(FaultRule.of(Fault.SLOW_ANSWER).withTime(Duration.ofSeconds(2)).times(1));
    CompletableFuture<Integer> slow =
        CompletableFuture.supplyAsync(() -> fixture.client.post("/jobs", JOB).status());

    long start = System.nanoTime();
    while (emulator.snapshot().jobs().isEmpty()) {
      assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
      Thread.onSpinWait();
    }
    boolean answeredAtOnce = slow.isDone();

    assertThat(slow.get()).isEqualTo(201);
    assertThat(answeredAtOnce).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void taskThatIsNotAddedSaysSoByItself() {
    fixture.addJob("j", "");
    emulator.inject(FaultRule.of(Fault.TASK_NOT_ADDED).after(1).times(1));

    var results =
        ok(
                200,
                fixture.client.post(
                    "/jobs/j/addtaskcollection",
                    json(
                        "{'value':[{'id':'a','commandLine':'x'},{'id':'b','commandLine':'x'},"
                            + "{'id':'c','commandLine':'x'}]}")))
            .json()
            .path("value");

    assertThat(results)
        .extracting(result -> result.path("status").asText())
        .containsExactly("Success", "ServerError", "Success");
    assertThat(results.get(1).path("taskId").asText()).isEqualTo("b");
    assertThat(results.get(1).at("/error/code").asText()).isEqualTo("ServerBusy");
    assertThat(emulator.snapshot().jobs().get(0).tasks())
        .extracting(BatchSnapshot.TaskView::id)
        .containsExactly("a", "c");
  }

  @Test
  void slownessComesOnTopOfAnotherFault() {
    emulator.inject(FaultRule.of(Fault.SLOW_ANSWER).withTime(Duration.ofMillis(20)));
    emulator.inject(FaultRule.of(Fault.SERVER_BUSY));

    ok(503, fixture.client.get("/jobs"));

    assertThat(emulator.faultCount(Fault.SLOW_ANSWER)).isEqualTo(1);
    assertThat(emulator.faultCount(Fault.SERVER_BUSY)).isEqualTo(1);
  }

  @Test
  void jobIsNotFoundWhileItIsYoung() {
    emulator.inject(FaultRule.of(Fault.JOB_NOT_FOUND).withTime(Duration.ofSeconds(3)));
    fixture.addJob("j", "");

    String tasks = "/jobs/j/tasks";
    assertThat(ok(404, fixture.client.get("/jobs/j")).code()).isEqualTo("JobNotFound");
    assertThat(ok(404, fixture.client.post(tasks, json("{'id':'t','commandLine':'x'}"))).code())
        .isEqualTo("JobNotFound");
    assertThat(ok(409, fixture.client.post("/jobs", JOB)).code()).isEqualTo("JobExists");
    ok(404, fixture.client.get("/jobs/none"));
    fixture.advance(3);

    ok(200, fixture.client.get("/jobs/j"));
    assertThat(emulator.faultCount(Fault.JOB_NOT_FOUND)).isEqualTo(2);
  }

  @Test
  void activeJobQuotaRefusesAJob() {
    emulator.inject(FaultRule.of(Fault.ACTIVE_JOB_QUOTA).times(1));

    assertThat(ok(409, fixture.client.post("/jobs", JOB)).code())
        .isEqualTo("ActiveJobAndScheduleQuotaReached");
    ok(201, fixture.client.post("/jobs", JOB));
  }

  @Test
  void onlyTheOperationsOfARuleAreStruck() {
    emulator.inject(FaultRule.of(Fault.SERVER_BUSY).on("Job_Add", "Job_Delete"));

    ok(200, fixture.client.get("/jobs"));
    ok(503, fixture.client.post("/jobs", JOB));
    ok(503, fixture.client.delete("/jobs/j"));
    ok(404, fixture.client.get("/jobs/j"));
  }

  @Test
  void unauthenticatedRequestIsRefusedAsEverAndNoOpportunity() {
    emulator.inject(FaultRule.of(Fault.SERVER_BUSY));

    ok(403, fixture.client.get("/jobs", "Authorization", "SharedKey lighterman:AAAA"));

    assertThat(emulator.faults().get(0).opportunities()).isZero();
  }

  @Test
  void ruleStrikesAfterSomeOpportunitiesAndSoManyTimes() {
    emulator.inject(FaultRule.of(Fault.INTERNAL_ERROR).on("Job_List").after(2).times(2));

    assertThat(statuses(6)).containsExactly(200, 200, 500, 500, 200, 200);
    InjectedFault fault = emulator.faults().get(0);
    assertThat(fault.opportunities()).isEqualTo(6);
    assertThat(fault.strikes()).isEqualTo(2);
  }

  @Test
  void seedGivesOneCourse() {
    FaultRule rule = FaultRule.of(Fault.SERVER_BUSY).withProbability(0.4, 7);
    emulator.inject(rule);
    List<Integer> first = statuses(40);
    emulator.clearFaults();
    emulator.inject(rule);
    List<Integer> second = statuses(40);
    emulator.clearFaults();
    emulator.inject(rule.withProbability(0.4, 8));

    assertThat(second).isEqualTo(first);
    assertThat(first.stream().filter(status -> status == 503).count()).isBetween(5L, 30L);
    assertThat(statuses(40)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "UNAVAILABLE",
        "BAD_GATEWAY",
        "TOO_MANY_REQUESTS",
        "SERVER_BUSY",
        "INTERNAL_ERROR",
        "JOB_NOT_FOUND"
      })
  void afterClearAllIsAsBefore(Fault fault) {
    fixture.addJob("j", "");
    BatchSnapshot before = emulator.snapshot();
    emulator.inject(FaultRule.of(fault));
    assertThat(fixture.client.delete("/jobs/j").status()).isGreaterThanOrEqualTo(400);

    emulator.clearFaults();

    assertThat(emulator.snapshot()).isEqualTo(before);
    assertThat(emulator.faults()).isEmpty();
    assertThat(emulator.faultCount(fault)).isEqualTo(1);
    ok(200, fixture.client.get("/jobs/j"));
    ok(202, fixture.client.delete("/jobs/j"));
    assertThat(emulator.faultCount(fault)).isEqualTo(1);
  }

  @Test
  void faultsOfTheBuilderAreThereFromTheStart() {
    try (Fixture other =
        new Fixture(builder -> builder.inject(FaultRule.of(Fault.SERVER_BUSY).times(1)))) {
      ok(503, other.client.get("/jobs"));
      ok(200, other.client.get("/jobs"));
    }
  }

  @Test
  void everyTaskIsThereOnceWhenAClientAsksAgainAfterEachFault() {
    fixture.addPool("p", 2, "");
    fixture.addJob("j", "");
    long seed = 1;
    for (Fault fault :
        List.of(
            Fault.SERVER_BUSY,
            Fault.BAD_GATEWAY,
            Fault.CONNECTION_RESET,
            Fault.CONNECTION_RESET_AFTER_WRITE,
            Fault.INTERNAL_ERROR)) {
      emulator.inject(FaultRule.of(fault).on("Task_Add").withProbability(0.15, seed++));
    }

    for (int i = 0; i < 60; i++) {
      addUntilThere(json("{'id':'t%d','commandLine':'x'}", i));
    }
    emulator.clearFaults();
    fixture.advance(0);

    assertThat(emulator.snapshot().jobs().get(0).tasks())
        .hasSize(60)
        .allSatisfy(task -> assertThat(task.state()).isEqualTo("completed"));
    assertThat(fixture.orders).hasSize(60);
    assertThat(emulator.faultCount(Fault.CONNECTION_RESET_AFTER_WRITE)).isPositive();
    assertThat(emulator.faultCount(Fault.CONNECTION_RESET)).isPositive();
  }

  @Test
  void clientsAtTheSameTimeGetAllDoneWhateverGoesWrong() throws Exception {
    fixture.addPool("p", 3, ",'taskSlotsPerNode':2");
    fixture.addJob("j", "");
    long seed = 11;
    for (Fault fault :
        List.of(
            Fault.TOO_MANY_REQUESTS,
            Fault.CONNECTION_RESET_AFTER_WRITE,
            Fault.JOB_NOT_FOUND,
            Fault.STALE_LIST,
            Fault.TRUNCATED_ANSWER,
            Fault.NODE_LOST,
            Fault.NODE_UNUSABLE)) {
      emulator.inject(FaultRule.of(fault).withProbability(0.1, seed++));
    }

    List<Thread> clients = new ArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      int client = i;
      Thread thread = new Thread(() -> addAndList(client));
      thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
      thread.start();
      clients.add(thread);
    }
    for (Thread thread : clients) {
      thread.join();
    }
    emulator.clearFaults();
    restoreNodes();

    assertThat(failures).isEmpty();
    assertThat(emulator.faultCount(Fault.STALE_LIST)).isPositive();
    assertThat(emulator.faultCount(Fault.NODE_LOST)).isPositive();
    assertThat(emulator.snapshot().jobs().get(0).tasks())
        .hasSize(60)
        .allSatisfy(task -> assertThat(task.state()).isEqualTo("completed"));
    assertThat(fixture.orders).hasSize(60);
  }

  private void addAndList(int client) {
    for (int i = 0; i < 20; i++) {
      addUntilThere(json("{'id':'t-%d-%d','commandLine':'x'}", client, i));
      try {
        assertThat(fixture.client.get("/jobs/j/tasks").status()).isIn(200, 404, 429);
      } catch (UncheckedIOException broken) {
        // It is only a list.
      }
    }
  }

  private void restoreNodes() {
    for (BatchSnapshot.NodeView node : emulator.snapshot().pools().get(0).nodes()) {
      if (node.state().equals("unusable")) {
        emulator.restoreNode("p", node.id());
      }
    }
    fixture.advance(10);
  }

  private void addUntilThere(String task) {
    for (int tries = 0; tries < 50; tries++) {
      try {
        int status = fixture.client.post("/jobs/j/tasks", task).status();
        if (status == 201 || status == 409) {
          return;
        }
      } catch (UncheckedIOException lost) {
        // The next try tells whether it was applied.
      }
    }
    throw new AssertionError("never added: " + task);
  }

  private List<Integer> statuses(int requests) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      statuses.add(fixture.client.get("/jobs").status());
    }
    return statuses;
  }
}
