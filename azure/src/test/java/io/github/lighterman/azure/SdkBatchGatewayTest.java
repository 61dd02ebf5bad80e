package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.azure.AddedTask.Status;
import io.github.lighterman.azure.BatchException.Kind;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs and tasks. */
final class SdkBatchGatewayTest {
  private final BatchAccount account = new BatchAccount();
  private final SdkBatchGateway gateway = account.gateway;

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void jobIsSeenFromItsAdditionToItsEnd() throws Exception {
    account.addPool("p");
    assertThat(gateway.job("j")).isEmpty();
    account.addJob("j");

    assertThat(gateway.job("j"))
        .contains(new JobView("j", JobView.State.LIVE, "p", Optional.empty(), Map.of("run", "j")));
    assertFails(Kind.CONFLICT, "JobExists", () -> account.addJob("j"));
    account.addTasks("j", "endless");
    gateway.terminateJob("j", "enough");
    gateway.terminateJob("j", "enough");
    assertThat(gateway.job("j").orElseThrow().state()).isEqualTo(JobView.State.ENDED);
    account.advance(60);
    gateway.terminateJob("j", "enough");
    assertThat(gateway.job("j").orElseThrow().state()).isEqualTo(JobView.State.ENDED);
    assertFails(Kind.CONFLICT, "JobCompleted", () -> account.addTasks("j", "hello"));
    assertThat(gateway.terminateTask("j", "endless")).isFalse();
  }

  @Test
  void jobThatIsBeingDeletedIsAbsent() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    assertThat(gateway.deleteJob("j")).isTrue();

    assertThat(account.emulator.snapshot().jobs()).hasSize(1);
    assertThat(gateway.job("j")).isEmpty();
    assertThat(gateway.jobs("")).isEmpty();
    assertThat(gateway.deleteJob("j")).isTrue();
    gateway.terminateJob("j", "again");
    gateway.deleteTask("j", "hello");
    assertThat(gateway.terminateTask("j", "hello")).isFalse();
    account.advance(10);
    assertThat(account.emulator.snapshot().jobs()).isEmpty();
    assertThat(gateway.deleteJob("j")).isFalse();
    gateway.terminateJob("j", "again");
  }

  @Test
  void jobsAreListedByPrefix() throws Exception {
    for (String id : List.of("lm-a", "lm-b", "other")) {
      account.addJob(id);
    }

    assertThat(gateway.jobs("lm-"))
        .extracting(JobView::id)
        .containsExactlyInAnyOrder("lm-a", "lm-b");
    assertThat(gateway.jobs("")).hasSize(3);
    assertThat(gateway.jobs("none'or")).isEmpty();
    assertThat(gateway.jobs("lm-a"))
        .extracting(JobView::metadata)
        .containsExactly(Map.of("run", "lm-a"));
  }

  @Test
  void jobEndsByItselfWhenItIsTold() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    assertThat(gateway.job("j").orElseThrow().state()).isEqualTo(JobView.State.LIVE);

    gateway.endWhenDone("j");
    account.advance(60);

    assertThat(gateway.job("j").orElseThrow().state()).isEqualTo(JobView.State.ENDED);
    gateway.endWhenDone("j");
    assertFails(Kind.NOT_FOUND, "JobNotFound", () -> gateway.endWhenDone("none"));
  }

  @Test
  void tasksAreAddedAndEachTellsWhatBecameOfIt() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    account.emulator.inject(FaultRule.of(Fault.TASK_NOT_ADDED).after(1).times(1));

    List<AddedTask> added =
        gateway.addTasks(
            "j",
            List.of(
                BatchAccount.task("Hello", "hello"),
                BatchAccount.task("b", "hello"),
                BatchAccount.task("no id", "hello"),
                BatchAccount.task("c", "hello"),
                BatchAccount.task("c", "hello")));

    assertThat(added)
        .extracting(AddedTask::taskId)
        .containsExactly("Hello", "b", "no id", "c", "c");
    assertThat(added)
        .extracting(AddedTask::status)
        .containsExactlyInAnyOrder(
            Status.EXISTS, Status.TRY_AGAIN, Status.REFUSED, Status.ADDED, Status.EXISTS);
    assertThat(added.get(0).code()).isEqualTo("TaskExists");
    assertThat(added.get(0).message()).contains("exists").doesNotContain("\n");
    assertThat(added.get(1).code()).isEqualTo("ServerBusy");
    assertThat(added.get(2).message()).contains("letter, digit");
    assertFails(
        Kind.NOT_FOUND,
        "JobNotFound",
        () -> gateway.addTasks("none", List.of(BatchAccount.task("a", "x"))));
  }

  @Test
  void noMoreThanAHundredTasksAreAddedAtOnce() {
    assertThatThrownBy(() -> gateway.addTasks("j", tasks(0, 101)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> gateway.addTasks("j", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(account.emulator.requestCount()).isZero();
  }

  @Test
  void tooManyBytesAreToldApart() throws Exception {
    account.addJob("j");

    assertFails(
        Kind.TOO_LARGE,
        "RequestBodyTooLarge",
        () -> gateway.addTasks("j", List.of(BatchAccount.task("t", "x".repeat(2_000_000)))));
  }

  @Test
  void everyPageIsFetchedOnce() throws Exception {
    account.addJob("j");
    for (int i = 0; i < 2_100; i += 100) {
      gateway.addTasks("j", tasks(i, 100));
    }

    assertThat(gateway.tasks("j", Optional.empty()))
        .extracting(TaskView::id)
        .hasSize(2_100)
        .doesNotHaveDuplicates();
    assertThat(account.emulator.requestCount("Task_List")).isEqualTo(3);
  }

  @Test
  void taskIsSeenAsItGoes() throws Exception {
    account.addPool("p");
    account.addJob("j");
    assertThat(gateway.task("j", "t")).isEmpty();
    assertFails(Kind.NOT_FOUND, "JobNotFound", () -> gateway.task("none", "t"));
    assertFails(Kind.NOT_FOUND, "JobNotFound", () -> gateway.terminateTask("none", "t"));
    assertFails(Kind.NOT_FOUND, "JobNotFound", () -> gateway.deleteTask("none", "t"));
    Instant start = account.clock.instant();
    account.addTasks("j", "hello", "fail", "unstarted", "endless", "waiting");

    TaskView hello = gateway.task("j", "hello").orElseThrow();
    assertThat(hello.displayName()).isEqualTo("Task hello");
    assertThat(hello.state()).isEqualTo(TaskView.State.COMPLETED);
    assertThat(hello.since()).isBetween(start, start.plusSeconds(1));
    assertThat(hello.started()).isPresent();
    assertThat(hello.ended()).isPresent();
    assertThat(hello.exitCode()).isEqualTo(OptionalInt.of(0));
    assertThat(hello.failure()).isEmpty();
    assertThat(hello.nodeId()).isPresent();

    TaskView failed = gateway.task("j", "fail").orElseThrow();
    assertThat(failed.exitCode()).isEqualTo(OptionalInt.of(3));
    TaskView.TaskFailure failure = failed.failure().orElseThrow();
    assertThat(failure.category()).isEqualToIgnoringCase("UserError");
    assertThat(failure.code()).isEqualTo("FailureExitCode");
    assertThat(failure.message()).contains("exited", "AdditionalErrorCode: FailureExitCode");

    TaskView endless = gateway.task("j", "endless").orElseThrow();
    assertThat(endless.state()).isEqualTo(TaskView.State.RUNNING);
    assertThat(endless.ended()).isEmpty();
    assertThat(endless.exitCode()).isEmpty();
    assertThat(endless.failure()).isEmpty();
  }

  @Test
  void taskThatNeverRanHasNoExitCodeAndTellsNoSignature() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "unstarted");

    TaskView view = gateway.task("j", "unstarted").orElseThrow();

    assertThat(view.exitCode()).isEmpty();
    TaskView.TaskFailure failure = view.failure().orElseThrow();
    assertThat(failure.code()).isEqualTo("BlobNotFound");
    assertThat(failure.message())
        .contains("A file is missing", "Url: https://me.example/c/b")
        .doesNotContain("SECRET");
  }

  @Test
  void onlyTasksThatChangedSinceAreListed() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "hello");
    account.advance(60);
    Instant later = account.clock.instant();
    account.addTasks("j", "fail");

    assertThat(gateway.tasks("j", Optional.of(later)))
        .extracting(TaskView::id)
        .containsExactly("fail");
    assertThat(gateway.tasks("j", Optional.of(later.plusNanos(123)))).hasSize(1);
    assertThat(gateway.tasks("j", Optional.of(later.minusSeconds(61)))).hasSize(2);
    assertThat(gateway.tasks("j", Optional.empty())).hasSize(2);
    assertFails(Kind.NOT_FOUND, "JobNotFound", () -> gateway.tasks("none", Optional.empty()));
    assertThat(account.emulator.requests())
        .filteredOn(request -> request.operation().equals("Task_List"))
        .allSatisfy(
            request ->
                assertThat(request.target()).doesNotContain("+").contains("maxresults=1000"));
  }

  @Test
  void taskIsEndedOnceAndDeleted() throws Exception {
    account.addPool("p");
    account.addJob("j");
    account.addTasks("j", "endless", "hello");

    assertThat(gateway.terminateTask("j", "endless")).isTrue();
    account.advance(60);
    assertThat(gateway.terminateTask("j", "endless")).isFalse();
    assertThat(gateway.terminateTask("j", "hello")).isFalse();
    assertThat(gateway.terminateTask("j", "none")).isFalse();
    TaskView ended = gateway.task("j", "endless").orElseThrow();
    assertThat(ended.state()).isEqualTo(TaskView.State.COMPLETED);
    assertThat(ended.failure().orElseThrow().code()).isEqualTo("TaskEnded");
    gateway.deleteTask("j", "hello");
    account.advance(60);
    gateway.deleteTask("j", "hello");
    assertThat(gateway.task("j", "hello")).isEmpty();
  }

  @Test
  void quotaIsNoConflict() {
    account.emulator.inject(FaultRule.of(Fault.ACTIVE_JOB_QUOTA));
    account.emulator.inject(FaultRule.of(Fault.POOL_QUOTA));

    assertFails(Kind.QUOTA, "ActiveJobAndScheduleQuotaReached", () -> account.addJob("j"));
    assertFails(Kind.QUOTA, "PoolQuotaReached", () -> account.addPool("p"));
  }

  @Test
  void closedGatewayFailsAndClosesAgain() throws Exception {
    account.addJob("j");
    gateway.close();
    gateway.close();

    assertFails(Kind.TRANSIENT, "", () -> gateway.job("j"));
    assertThat(account.emulator.requestCount("Job_Get")).isZero();
  }

  private static List<BatchTask> tasks(int first, int count) {
    List<BatchTask> tasks = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      tasks.add(BatchAccount.task("t" + i, "hello"));
    }
    return tasks;
  }

  private static void assertFails(Kind kind, String code, ThrowingCallable call) {
    BatchException e = catchThrowableOfType(BatchException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.kind()).as(e.toString()).isEqualTo(kind);
    assertThat(e.code()).isEqualTo(code);
  }
}
