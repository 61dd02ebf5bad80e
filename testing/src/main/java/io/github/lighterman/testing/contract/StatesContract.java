package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.Attempt;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowRun;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The states that a job goes through, and what is known of it meanwhile and afterwards. */
public abstract class StatesContract extends ContractTopic {
  /** For subclasses. */
  protected StatesContract() {}

  @Test
  void observersSeeEveryStateFromQueuedToTheEnd() throws Exception {
    Witness witness = new Witness();
    run().addListener(witness);

    submit(job("job"));
    until("the end is told", () -> witness.sawEndOf("job"));

    assertThat(witness.states("job"))
        .endsWith(
            JobState.QUEUED,
            JobState.PREPARING,
            JobState.RUNNING,
            JobState.FINALIZING,
            JobState.SUCCEEDED);
  }

  @Test
  void everyMoveIsLegalAndEveryStatusLaterThanTheOneBefore() throws Exception {
    Witness witness = new Witness();
    run().addListener(witness);
    Gate gate = gate("go");

    submit(job("good"));
    submit(job("bad", Step.exit(1)));
    submit(
        job("again", Step.failFirst(1, 1))
            .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build()));
    submit(job("upstream", Step.await(gate)));
    submit(job("blocked").dependsOn(JobId.of("upstream")));
    submit(job("never").dependsOn(JobId.of("bad")));
    JobHandle cancelled = submit(job("cancelled", Step.hang()));
    awaitState(cancelled, JobState.RUNNING);
    cancelled.cancel();
    gate.open();
    awaitIdle(run());

    for (JobHandle job : run().jobs()) {
      String id = job.id().value();
      until("the end of " + id + " is told", () -> witness.sawEndOf(id));
      assertLegal(witness.statuses(id));
      assertThat(witness.statuses(id)).last().isEqualTo(job.status());
    }
  }

  private static void assertLegal(List<JobStatus> told) {
    for (int i = 1; i < told.size(); i++) {
      JobStatus before = told.get(i - 1);
      JobStatus next = told.get(i);
      assertThat(next.sequence()).as("%s after %s", next, before).isGreaterThan(before.sequence());
      assertThat(next.since()).as("%s after %s", next, before).isAfterOrEqualTo(before.since());
      boolean newAttempt = before.state() == JobState.RETRYING && next.state() == JobState.QUEUED;
      assertThat(next.attempt()).isEqualTo(before.attempt() + (newAttempt ? 1 : 0));
      assertThat(before.state() == next.state() || before.state().mayBecome(next.state()))
          .as("%s after %s", next, before)
          .isTrue();
    }
  }

  @Test
  void failedJobIsAValueWithKindAndExitCode() throws Exception {
    JobHandle job = submit(job("job", Step.exit(3)));

    JobResult result = await(job);

    assertThat(result.state()).isEqualTo(JobState.FAILED);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER_EXIT);
    assertThat(result.failure().orElseThrow().message()).contains("3");
    assertThat(result.exitCode()).hasValue(3);
    assertThat(result.attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.failure()).isEqualTo(result.failure()));
    assertThat(job.status().state()).isEqualTo(JobState.FAILED);
    assertThat(job.resultNow()).contains(result);
  }

  @Test
  void acceptedExitCodesDecideOnSuccess() throws Exception {
    assertThat(await(job("three", Step.exit(3)).acceptedExitCodes(Set.of(3, 4))).state())
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(await(job("zero").acceptedExitCodes(Set.of(3, 4))).failure().orElseThrow().kind())
        .isEqualTo(FailureKind.USER_EXIT);
  }

  @Test
  void liveJobHasNoResult() throws Exception {
    Gate gate = gate("go");
    JobHandle job = submit(job("job", Step.await(gate)));

    awaitState(job, JobState.RUNNING);

    assertThat(job.resultNow()).isEmpty();
    assertThat(job.result()).isNotDone();
    gate.open();
    assertThat(await(job)).isEqualTo(job.resultNow().orElseThrow());
  }

  @Test
  void attemptSaysWhenItStartedAndEndedAndWhere() throws Exception {
    Attempt attempt = await(job("job")).attempts().get(0);

    assertThat(attempt.number()).isEqualTo(1);
    assertThat(attempt.started()).isPresent();
    assertThat(attempt.ended()).isAfterOrEqualTo(attempt.started().orElseThrow());
    assertThat(attempt.node()).isPresent();
    assertThat(attempt.exitCode()).hasValue(0);
    assertThat(attempt.failure()).isEmpty();
  }

  @Test
  void blockedJobSaysThatItWaitsForDependencies() throws Exception {
    Gate gate = gate("go");
    submit(job("first", Step.await(gate)));

    JobHandle second = submit(job("second").dependsOn(JobId.of("first")));

    until("it is blocked", () -> second.status().state() == JobState.BLOCKED);
    assertThat(second.status().pending()).isPresent();
    assertThat(second.status().pending().orElseThrow().cause())
        .isEqualTo(PendingReason.Cause.DEPENDENCIES);
    gate.open();
    assertThat(await(second).succeeded()).isTrue();
  }

  @Test
  void queuedJobSaysWhyItDoesNotRun() throws Exception {
    fillUp(gate("go"));

    JobHandle job = submit(job("waits"));

    awaitState(job, JobState.QUEUED);
    until("it says why", () -> job.status().pending().isPresent());
    assertThat(job.status().state()).isEqualTo(JobState.QUEUED);
    assertThat(job.status().pending().orElseThrow().message()).isNotBlank();
  }

  @Test
  void endedJobNeverChanges() throws Exception {
    Gate gate = gate("go");
    JobHandle job = submit(job("job"));
    JobResult result = await(job);
    JobStatus status = job.status();

    job.cancel();
    run().cancel();
    JobHandle other = submit(job("other", Step.await(gate)));
    gate.open();
    await(other);

    assertThat(job.status()).isEqualTo(status);
    assertThat(job.resultNow()).contains(result);
    assertThat(status.state()).isEqualTo(result.state());
  }

  @Test
  void statusAndResultStayReadableWhenAllIsGone() throws Exception {
    JobHandle good = submit(job("good"));
    JobHandle bad = submit(job("bad", Step.exit(9)));
    await(good);
    await(bad);
    closeAs(ClosePolicy.CLEAN, run());
    closeExecutor(executor());

    assertThat(good.status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(await(good).succeeded()).isTrue();
    assertThat(bad.resultNow().orElseThrow().exitCode()).hasValue(9);
    assertThat(run().jobs()).hasSize(2);
    assertThat(job(run(), "bad").spec().id()).isEqualTo(JobId.of("bad"));
  }

  @Test
  void awaitIdleWaitsForJobsThatComeMeanwhileToo() throws Exception {
    Gate first = gate("first");
    Gate second = gate("second");
    JobHandle early = submit(job("early", Step.await(first)));
    CountDownLatch begun = new CountDownLatch(1);
    FutureTask<WorkflowRun> idle =
        new FutureTask<>(
            () -> {
              begun.countDown();
              run().awaitIdle();
              return run();
            });
    Patience.start("awaitIdle", idle);
    begun.await();
    JobHandle late = submit(job("late", Step.await(second)));

    first.open();
    await(early).orElseThrow();
    awaitState(late, JobState.RUNNING);
    assertThat(idle).isNotDone();
    second.open();

    assertThat(await("awaitIdle", idle).jobs()).allMatch(job -> job.resultNow().isPresent());
  }

  @Test
  void awaitIdleOfALiveRunWaitsUntilInterrupted() throws Exception {
    JobHandle job = submit(job("job", Step.await(gate("never"))));

    Thread.currentThread().interrupt();

    try {
      // Interrupted before the call, so that one that doesn't wait can't get away.
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(run()::awaitIdle);
    } finally {
      Thread.interrupted();
    }
    assertThat(job.resultNow()).isEmpty();
  }

  @Test
  void awaitIdleOfARunWithoutLiveJobsReturnsAtOnce() throws Exception {
    patience()
        .promptly(
            "awaitIdle",
            () -> {
              run().awaitIdle();
              return run();
            });

    assertThat(run().jobs()).isEmpty();
  }
}
