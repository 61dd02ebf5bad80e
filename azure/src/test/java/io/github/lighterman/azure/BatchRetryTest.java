package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchRetryTest {
  private final BatchAccount account = new BatchAccount();
  private final SdkBatchGateway gateway = account.gateway;

  @AfterEach
  void close() {
    account.close();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "CONNECTION_RESET",
        "UNAVAILABLE",
        "BAD_GATEWAY",
        "TOO_MANY_REQUESTS",
        "SERVER_BUSY",
        "INTERNAL_ERROR",
        "TRUNCATED_ANSWER"
      })
  void whatPassesIsAskedForOnceMore(Fault fault) throws Exception {
    account.addJob("j");
    account.emulator.inject(atOnce(FaultRule.of(fault).on("Job_Get").times(1)));
    assertThat(gateway.job("j")).isPresent();
    assertThat(account.emulator.requestCount("Job_Get")).isEqualTo(2);

    account.emulator.inject(atOnce(FaultRule.of(fault).on("Job_List").times(1)));
    assertThat(gateway.jobs("")).hasSize(1);
    assertThat(account.emulator.requestCount("Job_List")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"CONNECTION_RESET", "BAD_GATEWAY", "TOO_MANY_REQUESTS", "SERVER_BUSY"})
  void writesAreTriedAgainToo(Fault fault) throws Exception {
    account.emulator.inject(
        atOnce(FaultRule.of(fault).on("Job_Add", "Task_AddCollection").times(2)));
    account.addJob("j");

    assertThat(gateway.addTasks("j", List.of(BatchAccount.task("t", "x"))))
        .extracting(AddedTask::status)
        .containsExactly(AddedTask.Status.ADDED);
    assertThat(account.emulator.requestCount("Job_Add")).isEqualTo(3);
    assertThat(account.emulator.requestCount("Task_AddCollection")).isEqualTo(1);
  }

  @Test
  void tasksWhoseAdditionWasLostOnTheWayBackAreThereOnce() throws Exception {
    account.addJob("j");
    account.emulator.inject(FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE).times(1));

    List<AddedTask> added =
        gateway.addTasks("j", List.of(BatchAccount.task("a", "x"), BatchAccount.task("b", "x")));

    assertThat(added).extracting(AddedTask::status).containsOnly(AddedTask.Status.EXISTS);
    assertThat(gateway.tasks("j", Optional.empty())).hasSize(2);
    assertThat(account.emulator.requestCount("Task_AddCollection")).isEqualTo(2);
  }

  @Test
  void whatWasDoneButLostOnTheWayBackIsDone() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    account.emulator.inject(
        FaultRule.of(Fault.CONNECTION_RESET_AFTER_WRITE)
            .on("Job_Patch", "Job_Terminate", "Job_Delete", "Pool_Delete", "Task_Delete"));

    gateway.deleteTask("j", "hello");
    gateway.endWhenDone("j");
    account.advance(60);
    account.addJob("k");
    gateway.terminateJob("k", "enough");
    gateway.deleteJob("k");
    gateway.deletePool("p");

    assertThat(account.emulator.faultCount(Fault.CONNECTION_RESET_AFTER_WRITE)).isGreaterThan(4);
  }

  @Test
  void fileThatCannotBeOpenedAtFirstIsOpenedThen() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    account.emulator.inject(FaultRule.of(Fault.BAD_GATEWAY).on("File_GetFromTask").times(1));

    try (InputStream in = gateway.openTaskFile("j", "hello", "stdout.txt", 0, 5)) {
      assertThat(in.readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void fileThatBreaksOffSaysSo() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    account.emulator.inject(FaultRule.of(Fault.TRUNCATED_ANSWER).on("File_GetFromTask"));

    try (InputStream in = gateway.openTaskFile("j", "hello", "stdout.txt", 0, 12)) {
      assertThat(catchThrowableOfType(IOException.class, in::readAllBytes)).isNotNull();
    }
  }

  @Test
  void serviceIsGivenTheTimeThatItAsksFor() throws Exception {
    account.emulator.inject(
        FaultRule.of(Fault.SERVER_BUSY).withTime(Duration.ofSeconds(1)).times(1));
    long start = System.nanoTime();

    assertThat(gateway.job("j")).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(account.emulator.requestCount()).isEqualTo(2);
  }

  @Test
  void serviceMayAskForTimeByADate() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (LoopbackServer server =
            LoopbackServer.builder()
                .start(
                    request ->
                        requests.getAndIncrement() == 0
                            ? HttpReply.of(503)
                                .header(
                                    "Retry-After",
                                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        Instant.now().plusSeconds(2).atZone(ZoneOffset.UTC)))
                            : HttpReply.of(200).body("{\"id\":\"j\"}"));
        SdkBatchGateway fake = SdkBatchGateway.open(BatchAccount.config(server.uri()).build())) {
      long start = System.nanoTime();

      assertThat(fake.job("j")).isPresent();

      // The date has no fraction of a second.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAVAILABLE", "SERVER_BUSY", "INTERNAL_ERROR", "CONNECTION_RESET"})
  void itIsGivenUpWhenTheTimeIsOver(Fault fault) throws Exception {
    account.emulator.inject(atOnce(FaultRule.of(fault)));
    try (SdkBatchGateway brief = account.open(config -> config.retryTime(Duration.ofMillis(500)))) {
      BatchException e = catchThrowableOfType(BatchException.class, () -> brief.job("j"));

      assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
      assertThat(e).hasMessageStartingWith("get job 'j': ");
      assertThat(account.emulator.requestCount()).isBetween(2L, 6L);
    }
  }

  @Test
  void longerThanTheTimeNobodyWaits() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.SERVER_BUSY).withTime(Duration.ofHours(1)));

    assertThat(catchThrowableOfType(BatchException.class, () -> gateway.job("j")).kind())
        .isEqualTo(Kind.TRANSIENT);
    assertThat(account.emulator.requestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"SERVER_BUSY", "UNAVAILABLE", "CONNECTION_RESET", "TOO_MANY_REQUESTS"})
  void withoutTimeThereIsOneTry(Fault fault) throws Exception {
    account.addJob("j");
    try (SdkBatchGateway once = account.open(config -> config.retryTime(Duration.ZERO))) {
      // A connection that was used before is where OkHttp itself would try again.
      assertThat(once.job("j")).isPresent();
      account.emulator.inject(atOnce(FaultRule.of(fault)));

      assertThat(catchThrowableOfType(BatchException.class, () -> once.job("j")).kind())
          .isEqualTo(Kind.TRANSIENT);
      assertThat(account.emulator.requestCount("Job_Get")).isEqualTo(2);
    }
  }

  @Test
  void whatTheServiceRefusesIsNotTriedAgain() throws Exception {
    account.addJob("j");

    assertThat(catchThrowableOfType(BatchException.class, () -> account.addJob("j")).kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(account.emulator.requestCount("Job_Add")).isEqualTo(2);
  }

  @Test
  void interruptedThreadAsksForNothing() {
    Thread.currentThread().interrupt();

    BatchException e = catchThrowableOfType(BatchException.class, () -> gateway.job("j"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(e).hasMessageContaining("interrupted");
    assertThat(account.emulator.requestCount()).isZero();
  }

  @Test
  void interruptEndsTheWaitForTheNextTry() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.SERVER_BUSY).withTime(Duration.ofSeconds(15)));
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              BatchException unused =
                  catchThrowableOfType(BatchException.class, () -> gateway.job("j"));
              flag.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    awaitRequest();

    caller.interrupt();
    caller.join();

    assertThat(flag).isCompletedWithValue(true);
    assertThat(account.emulator.requestCount()).isEqualTo(1);
  }

  @Test
  void closeEndsTheWaitForTheNextTry() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.SERVER_BUSY).withTime(Duration.ofSeconds(15)));
    CompletableFuture<BatchException> failure = asked();
    awaitRequest();

    gateway.close();

    assertThat(failure.get()).hasMessageContaining("closed");
    assertThat(account.emulator.requestCount()).isEqualTo(1);
  }

  @Test
  void closeEndsARequestThatIsUnderWay() throws Exception {
    account.emulator.inject(FaultRule.of(Fault.SLOW_ANSWER).withTime(Duration.ofSeconds(50)));
    CompletableFuture<BatchException> failure = asked();
    awaitRequest();

    gateway.close();

    assertThat(failure.get()).hasMessageContaining("closed");
  }

  private CompletableFuture<BatchException> asked() {
    CompletableFuture<BatchException> failure = new CompletableFuture<>();
    new Thread(
            () ->
                failure.complete(
                    catchThrowableOfType(BatchException.class, () -> gateway.job("j"))))
        .start();
    return failure;
  }

  private void awaitRequest() {
    while (account.emulator.requestCount() == 0) {
      Thread.onSpinWait();
    }
  }

  private static FaultRule atOnce(FaultRule rule) {
    return rule.fault() == Fault.SERVER_BUSY || rule.fault() == Fault.TOO_MANY_REQUESTS
        ? rule.withTime(Duration.ZERO)
        : rule;
  }
}
