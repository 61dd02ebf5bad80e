package io.github.lighterman.spi;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static io.github.lighterman.JobState.BLOCKED;
import static io.github.lighterman.JobState.CANCELLED;
import static io.github.lighterman.JobState.FAILED;
import static io.github.lighterman.JobState.QUEUED;
import static io.github.lighterman.JobState.RETRYING;
import static io.github.lighterman.JobState.SUCCEEDED;
import static io.github.lighterman.spi.Harness.job;
import static io.github.lighterman.spi.Harness.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Timeouts;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JobLifecycleRestoreTest {
  private final Harness run = new Harness();

  @Test
  void endedJobStaysEndedAndWaitingOneStarts() {
    run.lifecycle.pause();
    restore(run, job("a"), job("b"), job("c", "a"));
    run.exit("a", 1, 0);
    assertThat(run.driver.calls).isEmpty();

    run.lifecycle.resume();

    assertThat(run.state("a")).isEqualTo(SUCCEEDED);
    assertThat(run.driver.calls).containsExactly("start b.1", "start c.1");
    assertThat(run.driver.recorded).isEmpty();
  }

  @Test
  void jobMayBeReadBackBeforeOneOfItsListThatItDependsOn() {
    run.lifecycle.pause();
    restore(run, job("b", "a"), job("a"));
    run.exit("a", 1, 0);

    run.lifecycle.resume();

    assertThat(run.driver.calls).containsExactly("start b.1");
  }

  @Test
  void laterAttemptOnRecordIsNotRunAgain() {
    run.lifecycle.pause();
    restore(run, job("a").retry(retrying(FailureKind.USER_EXIT, 1)));
    run.exit("a", 1, 1);
    run.exit("a", 2, 1);

    run.lifecycle.resume();
    run.timer.advance(Duration.ofDays(1));

    assertThat(run.state("a")).isEqualTo(FAILED);
    assertThat(run.handle("a").resultNow().orElseThrow().attempts())
        .extracting(Attempt::number)
        .containsExactly(1, 2);
    assertThat(run.driver.calls).isEmpty();
  }

  @Test
  void backoffGoesOnFromWhereItWas() {
    run.lifecycle.pause();
    restore(run, job("a").retry(retrying(FailureKind.USER_EXIT, 1)));
    run.exit("a", 1, 1);
    run.timer.advance(Duration.ofSeconds(7));
    run.lifecycle.resume();

    run.timer.advance(Duration.ofMillis(2_999));
    assertThat(run.state("a")).isEqualTo(RETRYING);
    run.timer.advance(Duration.ofMillis(1));
    assertThat(run.driver.calls).containsExactly("start a.2");
  }

  @Test
  void backoffIsNoLongerWhenTheBackendsClockIsAhead() {
    run.lifecycle.pause();
    restore(run, job("a").retry(retrying(FailureKind.USER_EXIT, 1)));
    Instant ahead = run.timer.now().plus(Duration.ofHours(5));
    run.lifecycle.report(TaskReport.ended(new TaskId(JobId.of("a"), 1), ahead, TaskEnd.exited(1)));
    run.lifecycle.resume();

    run.timer.advance(Duration.ofSeconds(10));

    assertThat(run.driver.calls).containsExactly("start a.2");
  }

  @Test
  void whatFollowsTheEndOfThePauseComesAfterAllCallsWhoeverMakesThem() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Harness busy =
        new Harness(
            10,
            JobLifecycle.Dependencies.HELD,
            callback -> {
              if (Thread.currentThread().getName().equals("other")) {
                held.countDown();
                awaitUninterruptibly(free);
              }
              callback.run();
            });
    busy.lifecycle.pause();
    restore(busy, job("ended"), job("a"));
    busy.lifecycle.restoreCancel(JobId.of("a"));
    CompletableFuture<JobResult> waiting =
        busy.lifecycle.job(JobId.of("ended")).orElseThrow().result();
    Thread other = new Thread(() -> busy.exit("ended", 1, 0), "other");
    other.start();
    held.await();

    busy.lifecycle.resume(() -> busy.driver.calls.add("then"));

    assertThat(busy.driver.calls).isEmpty();
    free.countDown();
    other.join();
    assertThat(waiting).isCompleted();
    assertThat(busy.driver.calls).containsExactly("start a.1", "stop a.1 CANCELLED", "then");
  }

  @Test
  void wishToCancelIsKeptForTheEndOfThePause() {
    run.lifecycle.pause();
    restore(run, job("a"), job("b"), job("c", "b"), job("d"));
    run.lifecycle.restoreCancel(JobId.of("a"));
    run.lifecycle.restoreCancel(JobId.of("c"));
    run.lifecycle.restoreCancel(JobId.of("d"));
    run.lifecycle.restoreCancel(JobId.of("nobody"));
    run.exit("d", 1, 0);

    run.lifecycle.resume();

    assertThat(run.state("c")).isEqualTo(CANCELLED);
    assertThat(run.state("d")).isEqualTo(SUCCEEDED);
    assertThat(run.driver.calls).containsExactly("start a.1", "start b.1", "stop a.1 CANCELLED");
  }

  @Test
  void jobOnRecordTwiceIsOneJob() throws InterruptedException {
    run.lifecycle.pause();
    restore(run, job("a"), job("a"));
    run.lifecycle.resume();
    run.exit("a", 1, 0);

    assertThat(run.lifecycle.awaitIdle(Duration.ZERO)).isTrue();
    assertThat(run.driver.calls).containsExactly("start a.1");
  }

  @Test
  void jobWhoseDependencyIsNotOnRecordEndsAndNamesIt() {
    run.lifecycle.pause();
    restore(run, job("b", "a"));
    run.lifecycle.resume();

    assertThat(run.handle("b").resultNow().orElseThrow().failure().orElseThrow().message())
        .startsWith("job a,");
  }

  @Test
  void sameSpecSubmittedAfterwardsIsTheRestoredJob() {
    run.lifecycle.pause();
    restore(run, job("a"));
    run.exit("a", 1, 0);
    run.lifecycle.resume();

    assertThat(run.submit(job("a")).get(0).orElseThrow().status().state()).isEqualTo(SUCCEEDED);
    assertThat(run.driver.calls).isEmpty();
  }

  @Test
  void queueTimeoutCountsAfreshAfterThePause() {
    run.lifecycle.pause();
    restore(run, job("a").timeouts(Timeouts.none().withQueue(Duration.ofHours(1))));
    run.timer.advance(Duration.ofDays(1));
    run.lifecycle.resume();
    assertThat(run.driver.calls).containsExactly("start a.1");

    run.timer.advance(Duration.ofHours(1));

    assertThat(run.driver.calls).containsExactly("start a.1", "stop a.1 QUEUE_TIMEOUT");
  }

  @Test
  void secondResumeStartsNothingAgain() {
    run.lifecycle.pause();
    restore(run, job("a"));
    run.lifecycle.resume();
    run.lifecycle.resume();

    assertThat(run.driver.calls).containsExactly("start a.1");
  }

  @Test
  void backendThatHoldsDependenciesIsGivenBlockedJobsAtOnce() {
    Harness pushed = Harness.pushedDown();
    pushed.submit(job("a"), job("b", "a").timeouts(Timeouts.none().withQueue(Duration.ofHours(1))));
    assertThat(pushed.driver.calls).containsExactly("start a.1", "start b.1");
    assertThat(pushed.state("b")).isEqualTo(BLOCKED);
    pushed.timer.advance(Duration.ofDays(1));

    pushed.exit("a", 1, 0);
    assertThat(pushed.state("b")).isEqualTo(QUEUED);
    assertThat(pushed.driver.calls).hasSize(2);
    pushed.timer.advance(Duration.ofHours(1));

    assertThat(pushed.driver.calls).last().isEqualTo("stop b.1 QUEUE_TIMEOUT");
  }

  @Test
  void backendsReportOfABlockedJobRunsAheadOfThatOfItsDependency() {
    Harness pushed = Harness.pushedDown();
    pushed.submit(
        job("a"),
        job("b", "a"),
        job("c", "a").retry(retrying(FailureKind.NODE_LOST, 1)),
        job("d", "a"));
    pushed.report("b", 1, Phase.RUNNING);
    pushed.fail("c", 1, FailureKind.NODE_LOST);
    pushed.report("d", 1, Phase.PENDING);
    pushed.exit("b", 1, 0);
    pushed.exit("a", 1, 0);

    assertThat(pushed.state("b")).isEqualTo(SUCCEEDED);
    assertThat(pushed.listener.states("c")).containsExactly(BLOCKED, QUEUED, RETRYING);
    assertThat(pushed.state("d")).isEqualTo(QUEUED);
  }

  @Test
  void blockedJobThatTheBackendHasIsStoppedWithItsDependency() {
    Harness pushed = Harness.pushedDown();
    pushed.submit(job("a"), job("b", "a"), job("c", "b"));

    pushed.cancel("c");
    pushed.exit("a", 1, 1);

    assertThat(pushed.state("b")).isEqualTo(CANCELLED);
    assertThat(pushed.driver.calls)
        .containsExactly(
            "start a.1", "start b.1", "start c.1", "stop c.1 CANCELLED", "stop b.1 UPSTREAM");
  }

  @Test
  void blockedJobWhoseDependencyFailedOnRecordIsStoppedAfterThePause() {
    Harness pushed = Harness.pushedDown();
    pushed.lifecycle.pause();
    restore(pushed, job("a"), job("b", "a"));
    pushed.exit("a", 1, 1);
    pushed.lifecycle.resume();

    assertThat(pushed.state("b")).isEqualTo(CANCELLED);
    assertThat(pushed.driver.calls).containsExactly("stop b.1 UPSTREAM");
  }

  private static void restore(Harness run, JobSpec.Builder... specs) {
    for (JobSpec.Builder spec : specs) {
      run.lifecycle.restore(spec.build(), run.timer.now());
    }
  }
}
