package io.github.lighterman.spi;

import static io.github.lighterman.JobState.FAILED;
import static io.github.lighterman.JobState.FINALIZING;
import static io.github.lighterman.JobState.LOST;
import static io.github.lighterman.JobState.PREPARING;
import static io.github.lighterman.JobState.QUEUED;
import static io.github.lighterman.JobState.RETRYING;
import static io.github.lighterman.JobState.RUNNING;
import static io.github.lighterman.JobState.SUCCEEDED;
import static io.github.lighterman.spi.Harness.job;
import static io.github.lighterman.spi.Harness.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Usage;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobLifecycleTest {
  private final Harness run = new Harness();

  @Test
  void jobPassesThroughEveryState() {
    run.submit(job("a"));
    run.report("a", 1, Phase.PREPARING);
    run.report("a", 1, Phase.RUNNING);
    run.report("a", 1, Phase.FINALIZING);
    run.exit("a", 1, 0);

    assertThat(run.listener.states("a"))
        .containsExactly(QUEUED, PREPARING, RUNNING, FINALIZING, SUCCEEDED);
    assertThat(run.listener.results("a"))
        .containsExactly(run.handle("a").resultNow().orElseThrow());
  }

  @Test
  void statesThatNobodySawAreFilledIn() {
    run.submit(job("a"), job("b"), job("c"));

    run.exit("a", 1, 0);
    run.exit("b", 1, 3);
    run.fail("c", 1, FailureKind.IMAGE);

    assertThat(run.listener.states("a"))
        .containsExactly(QUEUED, PREPARING, RUNNING, FINALIZING, SUCCEEDED);
    assertThat(run.listener.states("b")).containsExactly(QUEUED, PREPARING, RUNNING, FAILED);
    assertThat(run.listener.states("c")).containsExactly(QUEUED, FAILED);
  }

  @Test
  void sequenceGrowsByOneAndTimeNeverRunsBackwards() {
    run.submit(job("a"));
    Instant before = run.timer.now().minusSeconds(60);
    TaskId task = new TaskId(JobId.of("a"), 1);
    run.lifecycle.report(TaskReport.of(task, Phase.RUNNING, before));
    run.exit("a", 1, 0);

    assertThat(run.listener.statuses("a"))
        .extracting(it -> it.sequence())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(run.listener.statuses("a")).extracting(it -> it.since()).isSorted();
  }

  @Test
  void repeatedAndBackwardReportsChangeNothing() {
    run.submit(job("a"));
    run.report("a", 1, Phase.RUNNING);
    long sequence = run.handle("a").status().sequence();

    run.report("a", 1, Phase.RUNNING);
    run.report("a", 1, Phase.PREPARING);
    run.report("a", 1, Phase.PENDING);
    run.report("a", 2, Phase.RUNNING);
    run.report("nobody", 1, Phase.RUNNING);

    assertThat(run.handle("a").status().sequence()).isEqualTo(sequence);
  }

  @Test
  void lateReportOfAnEndedJobChangesNothing() {
    run.submit(job("a"));
    run.exit("a", 1, 0);
    JobResult result = run.handle("a").resultNow().orElseThrow();

    run.fail("a", 1, FailureKind.NODE_LOST);
    run.report("a", 1, Phase.RUNNING);

    assertThat(run.handle("a").resultNow()).contains(result);
    assertThat(run.listener.results("a")).hasSize(1);
  }

  @Test
  void lateReportOfAnEarlierAttemptChangesNothing() {
    run.submit(job("a").retry(retrying(FailureKind.NODE_LOST, 1)));
    run.fail("a", 1, FailureKind.NODE_LOST);
    run.exit("a", 1, 0);
    assertThat(run.state("a")).isEqualTo(RETRYING);
    run.timer.advance(Duration.ofSeconds(10));

    run.exit("a", 1, 0);

    assertThat(run.state("a")).isEqualTo(QUEUED);
  }

  @Test
  void waitingJobTellsWhy() {
    run.submit(job("a"));
    TaskId task = new TaskId(JobId.of("a"), 1);
    PendingReason reason = PendingReason.of(PendingReason.Cause.NO_NODE, "no node yet");

    run.lifecycle.report(TaskReport.pending(task, run.timer.now(), reason));
    run.lifecycle.report(TaskReport.pending(task, run.timer.now(), reason));

    assertThat(run.handle("a").status().pending()).contains(reason);
    assertThat(run.listener.states("a")).containsExactly(QUEUED, QUEUED);
    run.report("a", 1, Phase.RUNNING);
    assertThat(run.handle("a").status().pending()).isEmpty();
  }

  @Test
  void lostJobComesBackToWhereItWas() {
    run.submit(job("a"));
    run.report("a", 1, Phase.RUNNING);
    run.report("a", 1, Phase.MISSING);
    assertThat(run.state("a")).isEqualTo(LOST);
    run.report("a", 1, Phase.MISSING);
    run.report("a", 1, Phase.PENDING);
    assertThat(run.state("a")).isEqualTo(RUNNING);
    run.report("a", 1, Phase.MISSING);
    run.exit("a", 1, 0);

    assertThat(run.listener.states("a"))
        .containsExactly(QUEUED, PREPARING, RUNNING, LOST, RUNNING, LOST, FINALIZING, SUCCEEDED);
  }

  @Test
  void jobLostInTheQueueSkipsNoStateAfterwards() {
    run.submit(job("a"));
    run.report("a", 1, Phase.MISSING);
    run.report("a", 1, Phase.RUNNING);

    assertThat(run.listener.states("a")).containsExactly(QUEUED, LOST, PREPARING, RUNNING);
  }

  @Test
  void exitCodeDecidesUnlessSomethingElseWentWrong() {
    run.submit(job("a").acceptedExitCodes(Set.of(3)), job("b"), job("c"));

    run.exit("a", 1, 3);
    run.end(
        "b",
        1,
        new TaskEnd(
            OptionalInt.of(0),
            Optional.of(JobFailure.of(FailureKind.STAGE_OUT, "out is missing")),
            Usage.unknown(),
            List.of()));
    run.end("c", 1, new TaskEnd(OptionalInt.empty(), Optional.empty(), Usage.unknown(), List.of()));

    assertThat(run.state("a")).isEqualTo(SUCCEEDED);
    assertThat(failure("b")).isEqualTo(FailureKind.STAGE_OUT);
    assertThat(failure("c")).isEqualTo(FailureKind.INTERNAL);
  }

  @Test
  void attemptTellsWhereAndWhenItRan() {
    Node node = new Node("n1", Optional.empty(), Node.Lease.SPOT);
    run.submit(job("a"));
    run.timer.advance(Duration.ofSeconds(1));
    run.lifecycle.report(
        TaskReport.of(new TaskId(JobId.of("a"), 1), Phase.RUNNING, run.timer.now()).on(node));
    Instant started = run.timer.now();
    run.timer.advance(Duration.ofSeconds(1));
    run.exit("a", 1, 1);

    Attempt attempt = run.handle("a").resultNow().orElseThrow().attempts().get(0);

    assertThat(attempt.started()).contains(started);
    assertThat(attempt.ended()).isEqualTo(started.plusSeconds(1));
    assertThat(attempt.node()).contains(node);
    assertThat(attempt.exitCode()).hasValue(1);
  }

  @Test
  void startOfACommandThatNobodySawStartIsNotInvented() {
    run.submit(job("a"));
    run.exit("a", 1, 0);

    assertThat(run.handle("a").resultNow().orElseThrow().attempts().get(0).started()).isEmpty();
  }

  @Test
  void logOfAnAttemptThatIsNotThereCannotBeHad() {
    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();

    assertThat(handle.readLog(LogStream.STDOUT, 1, 5, 1).nextOffset()).isEqualTo(5);
    assertThatExceptionOfType(LogUnavailableException.class)
        .isThrownBy(() -> handle.readLog(LogStream.STDOUT, 2, 0, 1));
    assertThatExceptionOfType(LogUnavailableException.class)
        .isThrownBy(() -> handle.readLog(LogStream.STDOUT, 0, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handle.readLog(LogStream.STDOUT, 1, -1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handle.readLog(LogStream.STDOUT, 1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handle.readLog(LogStream.STDOUT, 1, 0, (16 << 20) + 1));
  }

  @Test
  void throwingDriverStopsNothing() {
    run.driver.onStart =
        submission -> {
          if (submission.spec().id().value().equals("a")) {
            throw new IllegalStateException("broken");
          }
        };

    run.submit(job("a"), job("b"));

    assertThat(run.driver.calls).containsExactly("start a.1", "start b.1");
  }

  @Test
  void driverMayReportFromWithinACall() {
    run.driver.onStart = submission -> run.exit(submission.spec().id().value(), 1, 0);

    run.submit(job("a"), job("b", "a"), job("c", "b"));

    assertThat(run.state("c")).isEqualTo(SUCCEEDED);
  }

  private FailureKind failure(String id) {
    return run.handle(id).resultNow().orElseThrow().failure().orElseThrow().kind();
  }
}
