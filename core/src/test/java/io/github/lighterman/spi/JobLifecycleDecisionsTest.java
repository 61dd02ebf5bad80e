package io.github.lighterman.spi;

import static io.github.lighterman.JobState.BLOCKED;
import static io.github.lighterman.JobState.CANCELLED;
import static io.github.lighterman.JobState.FAILED;
import static io.github.lighterman.JobState.QUEUED;
import static io.github.lighterman.JobState.RETRYING;
import static io.github.lighterman.JobState.RUNNING;
import static io.github.lighterman.JobState.SUCCEEDED;
import static io.github.lighterman.spi.Harness.job;
import static io.github.lighterman.spi.Harness.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Attempt;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Spot;
import io.github.lighterman.Timeouts;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is tried again, what is stopped, and what waits for what. */
class JobLifecycleDecisionsTest {
  private final Harness run = new Harness();

  @Test
  void failedAttemptIsTriedAgainAfterItsBackoff() {
    run.submit(job("a").retry(retrying(FailureKind.USER_EXIT, 2)));
    run.exit("a", 1, 1);
    assertThat(run.state("a")).isEqualTo(RETRYING);
    assertThat(run.handle("a").status().pending().orElseThrow().cause())
        .isEqualTo(PendingReason.Cause.BACKOFF);

    run.timer.advance(Duration.ofMillis(9_999));
    assertThat(run.state("a")).isEqualTo(RETRYING);
    run.timer.advance(Duration.ofMillis(1));
    assertThat(run.state("a")).isEqualTo(QUEUED);
    run.exit("a", 2, 1);
    run.timer.advance(Duration.ofSeconds(19));
    assertThat(run.state("a")).isEqualTo(RETRYING);
    run.timer.advance(Duration.ofSeconds(1));
    run.exit("a", 3, 1);

    assertThat(run.state("a")).isEqualTo(FAILED);
    assertThat(run.handle("a").resultNow().orElseThrow().attempts())
        .extracting(Attempt::number)
        .containsExactly(1, 2, 3);
    assertThat(run.driver.calls).containsExactly("start a.1", "start a.2", "start a.3");
  }

  @Test
  void everyKindOfFailureHasABudgetOfItsOwn() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .retry(FailureKind.PREEMPTED, 3)
            .retry(FailureKind.USER_EXIT, 1)
            .build();
    run.submit(job("a").retry(policy));
    for (int attempt = 1; attempt <= 3; attempt++) {
      run.fail("a", attempt, FailureKind.PREEMPTED);
      run.timer.advance(Duration.ZERO);
    }
    run.exit("a", 4, 1);
    run.timer.advance(Duration.ZERO);
    assertThat(run.state("a")).isEqualTo(QUEUED);

    run.exit("a", 5, 1);

    assertThat(failure("a")).isEqualTo(FailureKind.USER_EXIT);
  }

  @Test
  void kindWithoutABudgetIsNotTriedAgain() {
    run.submit(job("a").retry(retrying(FailureKind.PREEMPTED, 5)), job("b"));

    run.fail("a", 1, FailureKind.NODE_LOST);
    run.fail("b", 1, FailureKind.PREEMPTED);

    assertThat(run.state("a")).isEqualTo(FAILED);
    assertThat(run.state("b")).isEqualTo(FAILED);
  }

  @Test
  void onlyNamedExitCodesAreTriedAgain() {
    RetryPolicy policy =
        RetryPolicy.builder().retry(FailureKind.USER_EXIT, 5).exitCodes(Set.of(75)).build();
    run.submit(job("a").retry(policy), job("b").retry(policy));

    run.exit("a", 1, 75);
    run.exit("b", 1, 1);

    assertThat(run.state("a")).isEqualTo(RETRYING);
    assertThat(run.state("b")).isEqualTo(FAILED);
  }

  @Test
  void nextAttemptGetsMoreMemoryAndADedicatedMachine() {
    Resources resources =
        Resources.of(1, DataSize.ofGibibytes(1)).toBuilder().spot(Spot.firstAttempts(1)).build();
    RetryPolicy policy =
        RetryPolicy.builder().retry(FailureKind.OUT_OF_MEMORY, 2).memoryFactor(2).build();
    run.submit(job("a").resources(resources).retry(policy));
    run.fail("a", 1, FailureKind.OUT_OF_MEMORY);
    run.timer.advance(Duration.ZERO);
    run.fail("a", 2, FailureKind.OUT_OF_MEMORY);
    run.timer.advance(Duration.ZERO);

    assertThat(run.driver.started)
        .extracting(it -> it.resources().memory().orElseThrow())
        .containsExactly(DataSize.ofGibibytes(1), DataSize.ofGibibytes(2), DataSize.ofGibibytes(4));
    assertThat(run.driver.started)
        .extracting(it -> it.resources().spot())
        .containsExactly(Spot.ALLOW, Spot.NEVER, Spot.NEVER);
  }

  @Test
  void cancelOfABlockedJobEndsItAtOnceAndItsDependentsWithIt() {
    run.submit(job("a"), job("b", "a"), job("c", "b"));

    run.cancel("b");

    assertThat(run.state("b")).isEqualTo(CANCELLED);
    assertThat(failure("b")).isEqualTo(FailureKind.CANCELLED);
    assertThat(failure("c")).isEqualTo(FailureKind.UPSTREAM);
    run.exit("a", 1, 0);
    assertThat(run.driver.calls).containsExactly("start a.1");
  }

  @Test
  void cancelOfARunningJobIsARequest() {
    run.submit(job("a"));
    run.report("a", 1, Phase.RUNNING);

    run.cancel("a");
    assertThat(run.state("a")).isEqualTo(RUNNING);
    run.cancel("a");
    assertThat(run.driver.calls).containsExactly("start a.1", "stop a.1 CANCELLED");
    assertThat(run.driver.recorded).containsExactly("a", "cancel a");
    run.fail("a", 1, FailureKind.CANCELLED);

    assertThat(run.state("a")).isEqualTo(CANCELLED);
  }

  @Test
  void cancelThatLosesTheRaceLeavesTheSuccess() {
    run.submit(job("a"));
    run.cancel("a");
    run.exit("a", 1, 0);
    run.cancel("a");

    assertThat(run.state("a")).isEqualTo(SUCCEEDED);
  }

  @Test
  void cancelledJobNeverReportsSuccess() {
    run.submit(job("a"));
    run.cancel("a");
    run.fail("a", 1, FailureKind.CANCELLED);
    run.exit("a", 1, 0);

    assertThat(run.state("a")).isEqualTo(CANCELLED);
    assertThat(run.handle("a").result().join().succeeded()).isFalse();
  }

  @Test
  void cancelledJobIsNotTriedAgain() {
    run.submit(
        job("a").retry(retrying(FailureKind.NODE_LOST, 5)),
        job("b").retry(retrying(FailureKind.NODE_LOST, 5)));
    run.cancel("a");
    run.fail("a", 1, FailureKind.NODE_LOST);
    run.fail("b", 1, FailureKind.NODE_LOST);
    run.cancel("b");

    run.timer.advance(Duration.ofDays(1));

    for (String id : List.of("a", "b")) {
      assertThat(run.state(id)).isEqualTo(CANCELLED);
      assertThat(failure(id)).isEqualTo(FailureKind.CANCELLED);
      List<Attempt> attempts = run.handle(id).resultNow().orElseThrow().attempts();
      assertThat(attempts).hasSize(1);
      assertThat(attempts.get(0).failure().orElseThrow().kind()).isEqualTo(FailureKind.NODE_LOST);
    }
    assertThat(run.driver.started).hasSize(2);
  }

  @Test
  void cancelThatComesTooLateForTheLastFailureLeavesIt() {
    run.submit(job("a").retry(retrying(FailureKind.NODE_LOST, 1)));
    run.cancel("a");
    run.fail("a", 1, FailureKind.USER_EXIT);

    assertThat(run.state("a")).isEqualTo(FAILED);
    assertThat(failure("a")).isEqualTo(FailureKind.USER_EXIT);
  }

  @Test
  void cancelOfAnUnknownJobDoesNothing() {
    run.cancel("nobody");

    assertThat(run.driver.recorded).isEmpty();
  }

  @Test
  void jobWhoseCancelIsBeingRecordedIsNotStarted() {
    run.submit(job("a"), job("b", "a"));
    run.driver.onRecordCancel = id -> run.exit("a", 1, 0);

    run.cancel("b");

    assertThat(run.state("b")).isEqualTo(CANCELLED);
    assertThat(run.driver.calls).containsExactly("start a.1");
  }

  @Test
  void cancelThatCannotBeRecordedStillStopsTheJob() {
    run.submit(job("a"));
    run.driver.onRecordCancel =
        id -> {
          throw new IllegalStateException("disk full");
        };

    run.cancel("a");

    assertThat(run.driver.calls).containsExactly("start a.1", "stop a.1 CANCELLED");
  }

  @Test
  void dependentStartsWhenAllItsDependenciesHaveSucceeded() {
    run.submit(job("a"), job("b"), job("c", "a", "b"));
    assertThat(run.state("c")).isEqualTo(BLOCKED);
    assertThat(run.handle("c").status().pending().orElseThrow().cause())
        .isEqualTo(PendingReason.Cause.DEPENDENCIES);

    run.exit("b", 1, 0);
    assertThat(run.state("c")).isEqualTo(BLOCKED);
    run.exit("a", 1, 0);

    assertThat(run.state("c")).isEqualTo(QUEUED);
    assertThat(run.driver.calls).containsExactly("start a.1", "start b.1", "start c.1");
  }

  @Test
  void dependentsOfAFailedJobEndAtOnceAndNeverStart() {
    run.submit(job("a"), job("b", "a"), job("c", "b"), job("d", "a", "c"), job("e"));

    run.exit("a", 1, 1);

    assertThat(run.listener.states("c")).containsExactly(BLOCKED, CANCELLED);
    for (String id : new String[] {"b", "c", "d"}) {
      assertThat(failure(id)).isEqualTo(FailureKind.UPSTREAM);
      assertThat(run.handle(id).resultNow().orElseThrow().attempts()).isEmpty();
      assertThat(run.listener.results(id)).hasSize(1);
    }
    assertThat(run.state("e")).isEqualTo(QUEUED);
    assertThat(run.driver.calls).containsExactly("start a.1", "start e.1");
  }

  @Test
  void jobSubmittedBehindAFailedOneEndsAtOnce() {
    run.submit(job("a"));
    run.exit("a", 1, 1);
    run.submit(job("c", "b"), job("b", "a"));

    assertThat(run.handle("b").resultNow().orElseThrow().failure().orElseThrow().message())
        .contains("job a,");
    assertThat(failure("c")).isEqualTo(FailureKind.UPSTREAM);
  }

  @Test
  void jobSubmittedBehindASucceededOneStartsAtOnce() {
    run.submit(job("a"));
    run.exit("a", 1, 0);
    run.submit(job("b", "a"));

    assertThat(run.state("b")).isEqualTo(QUEUED);
  }

  @Test
  void retriedDependencyKeepsItsDependentsWaiting() {
    run.submit(job("a").retry(retrying(FailureKind.USER_EXIT, 1)), job("b", "a"));
    run.exit("a", 1, 1);
    assertThat(run.state("b")).isEqualTo(BLOCKED);
    run.timer.advance(Duration.ofSeconds(10));
    run.exit("a", 2, 0);

    assertThat(run.state("b")).isEqualTo(QUEUED);
  }

  @Test
  void queueTimeoutStopsAJobThatWaitsTooLong() {
    run.submit(job("a").timeouts(Timeouts.none().withQueue(Duration.ofHours(1))));
    run.timer.advance(Duration.ofMinutes(59));
    assertThat(run.driver.calls).containsExactly("start a.1");

    run.timer.advance(Duration.ofMinutes(1));

    assertThat(run.driver.calls).containsExactly("start a.1", "stop a.1 QUEUE_TIMEOUT");
  }

  @Test
  void queueTimeoutLeavesAJobAloneThatGotAPlace() {
    run.submit(job("a").timeouts(Timeouts.none().withQueue(Duration.ofHours(1))));
    run.report("a", 1, Phase.PREPARING);

    run.timer.advance(Duration.ofDays(1));

    assertThat(run.driver.calls).containsExactly("start a.1");
    assertThat(run.timer.waiting()).isZero();
  }

  @Test
  void queueTimeoutCountsAfreshForEachAttemptAndNotWhileBlocked() {
    Timeouts limit = Timeouts.none().withQueue(Duration.ofHours(1));
    run.submit(job("a"), job("b", "a").timeouts(limit).retry(retrying(FailureKind.NODE_LOST, 1)));
    run.timer.advance(Duration.ofDays(1));
    run.exit("a", 1, 0);
    run.timer.advance(Duration.ofMinutes(59));
    run.fail("b", 1, FailureKind.NODE_LOST);
    run.timer.advance(Duration.ofSeconds(10));
    run.timer.advance(Duration.ofMinutes(59));
    assertThat(run.driver.calls).containsExactly("start a.1", "start b.1", "start b.2");

    run.timer.advance(Duration.ofMinutes(1));

    assertThat(run.driver.calls).last().isEqualTo("stop b.2 QUEUE_TIMEOUT");
  }

  @Test
  void endedRunLeavesNoAlarm() {
    run.submit(
        job("a").timeouts(Timeouts.none().withQueue(Duration.ofHours(1))),
        job("b").retry(retrying(FailureKind.NODE_LOST, 1)));
    run.fail("a", 1, FailureKind.QUEUE_TIMEOUT);
    run.fail("b", 1, FailureKind.NODE_LOST);
    run.cancel("b");

    assertThat(run.timer.waiting()).isZero();
  }

  private FailureKind failure(String id) {
    return run.handle(id).resultNow().orElseThrow().failure().orElseThrow().kind();
  }
}
