package io.github.lighterman.testing;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.Backoff;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.Command;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.staging.RelativePath;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class JobAssertTest {
  private static final Node SPOT =
      new Node("node-1", Optional.of("Standard_D4s_v5"), Node.Lease.SPOT);
  private static final Node DEDICATED = new Node("node-2", Optional.empty(), Node.Lease.DEDICATED);

  private final RunByHand run = new RunByHand();

  @Test
  void whatIsTrueOfAnEndPasses() {
    JobHandle job = preemptedThenExited(0, file("a", "memory:/a"), file("b/c", "memory:/c"));
    run.prints(job, LogStream.STDOUT, "hello");
    run.prints(job, LogStream.STDERR, "wörld");

    assertThat(job)
        .succeeded()
        .withExitCode(0)
        .afterAttempts(2)
        .deliveredOutputs("b/c", "a")
        .usedNode("node-1")
        .usedNode("node-2")
        .printed("ell")
        .printedError("wörld")
        .isIn(JobState.SUCCEEDED);
    assertThat(job.resultNow().orElseThrow())
        .succeeded()
        .withExitCode(0)
        .deliveredOutputs("a", "b/c");
  }

  @Test
  void whatIsTrueOfAFailurePasses() {
    JobHandle job = submit("job");
    run.exits(job, 3);
    JobHandle after = submit(JobSpec.builder("after").dependsOn(job.id()));
    JobHandle unlucky = submit("unlucky");
    run.fails(unlucky, JobFailure.of(FailureKind.IMAGE, "no image 100% like this"));

    assertThat(job).failed().withExitCode(3).withKind(FailureKind.USER_EXIT).afterAttempts(1);
    assertThat(after).cancelled().withKind(FailureKind.UPSTREAM).afterAttempts(0);
    assertThat(unlucky).failed().withMessageContaining("100%").deliveredOutputs();
  }

  @Test
  void whatIsTrueOfALiveJobPasses() {
    JobHandle job = submit("job");
    run.waits(job, PendingReason.Cause.NO_NODE, "a node is booting");

    assertThat(job).isLive().isIn(JobState.QUEUED).isPendingBecause(PendingReason.Cause.NO_NODE);
  }

  @Test
  void messageTellsTheWholeHistory() {
    JobHandle job = preemptedThenExited(3, file("log.txt", "https://host/log.txt?sig=secret"));
    run.prints(job, LogStream.STDOUT, "");
    run.prints(job, LogStream.STDERR, "reading\nindex is missing\n");

    assertThatMessage(() -> assertThat(job).as("the alignment").succeeded())
        .isEqualTo(
            """
            [the alignment]\s
            Expected job align to have succeeded, but it failed with USER_EXIT: the command exited with code 3.
              command [sh, -c, bwa mem > out]
              ended FAILED after 2 attempts
                attempt 1: 2030-01-01T00:00:00Z to 2030-01-01T00:12:00Z (12m), on node-1 (Standard_D4s_v5, SPOT), no exit code
                  PREEMPTED: the machine was taken away
                attempt 2: 2030-01-01T00:12:10Z to 2030-01-01T00:13:40Z (1m30s), on node-2 (DEDICATED), exit code 3
                  USER_EXIT: the command exited with code 3
                delivered log.txt (5 B) to https://host/log.txt?...
              STDOUT of attempt 2 is empty
              STDERR of attempt 2:
                | reading
                | index is missing""");
  }

  @Test
  void everyAssertionOnAnEndSaysWhatIsInstead() {
    JobHandle job = preemptedThenExited(3, file("a", "memory:/a"));

    assertThatMessage(() -> assertThat(job).cancelled())
        .contains("align to have been cancelled, but it failed with USER_EXIT: the command")
        .contains("PREEMPTED: the machine was taken away");
    assertThatMessage(() -> assertThat(job).withExitCode(4))
        .contains("to have exited with 4, but it exited with 3.");
    assertThatMessage(() -> assertThat(job).afterAttempts(1))
        .contains("to have ended after 1 attempt, but it had 2.");
    assertThatMessage(() -> assertThat(job).withKind(FailureKind.IMAGE))
        .contains("to have ended with IMAGE, but it failed with USER_EXIT: the command");
    assertThatMessage(() -> assertThat(job).withMessageContaining("100%"))
        .contains("to have ended with a message that holds \"100%\", but it failed with USER_EXIT");
    assertThatMessage(() -> assertThat(job).deliveredOutputs("b", "c"))
        .contains("delivered [b, c], but it did not deliver [b, c] and it delivered [a] besides.");
    assertThatMessage(() -> assertThat(job).deliveredOutputs())
        .contains("delivered [], but it delivered [a] besides.");
    assertThatMessage(() -> assertThat(job).usedNode("node-3"))
        .contains("to have run on node node-3, but it ran on [node-1, node-2].");
    assertThatMessage(() -> assertThat(job).isLive()).contains("be live, but it has ended.");
    assertThatMessage(() -> assertThat(job.resultNow().orElseThrow()).succeeded())
        .contains("job align to have succeeded, but it failed with USER_EXIT")
        .contains("attempt 2: 2030-01-01T00:12:10Z");
  }

  @Test
  void jobThatNeverStartedLeavesNoExitCodeNodeOrLog() {
    JobHandle job = submit("job");
    job.cancel();

    assertThatMessage(() -> assertThat(job).withExitCode(0))
        .contains("to have exited with 0, but it left no exit code.")
        .contains("attempt 1: never started, ended 2030-01-01T00:00:00Z, on no node, no exit code");
    assertThatMessage(() -> assertThat(job).usedNode("x")).contains("but it ran on none.");
    assertThatMessage(() -> assertThat(job).failed()).contains("but it was cancelled with CANC");
    assertThatMessage(() -> assertThat(job).printed("x"))
        .contains("to have printed \"x\" to STDOUT, but that log can't be had: the log of job");
  }

  @Test
  void endOfALiveJobIsNotWaitedForAndTheMessageSaysWhatToDo() {
    JobHandle job = submit("job");
    run.waits(job, PendingReason.Cause.QUOTA, "ask for more cores");

    assertThatMessage(() -> assertThat(job).succeeded())
        .isEqualTo(
            """

            Expected job job to have ended, but it's still live. An assertion doesn't wait: advance the clock if it's a ManualClock that the job runs by, or call job.result().get(10, SECONDS) first.
              command [true]
              now QUEUED, attempt 1, since 2030-01-01T00:00:00Z
                QUOTA: ask for more cores""");
    for (ThrowingCallable other :
        new ThrowingCallable[] {
          () -> assertThat(job).failed(),
          () -> assertThat(job).cancelled(),
          () -> assertThat(job).withExitCode(0),
          () -> assertThat(job).afterAttempts(1),
          () -> assertThat(job).withKind(FailureKind.IMAGE),
          () -> assertThat(job).withMessageContaining("x"),
          () -> assertThat(job).deliveredOutputs(),
          () -> assertThat(job).usedNode("x")
        }) {
      assertThatMessage(other).contains("but it's still live.").contains("QUOTA: ask for more");
    }
  }

  @Test
  void liveJobThatIsTriedAgainTellsWhatItWaitsFor() {
    JobHandle job = align();
    run.runs(job, SPOT);
    run.prints(job, LogStream.STDERR, "half way");
    run.fails(job, JobFailure.of(FailureKind.PREEMPTED, "taken away"));

    assertThatMessage(() -> assertThat(job).succeeded())
        .contains("now RETRYING, attempt 1, since 2030-01-01T00:00:00Z\n    BACKOFF: waits PT10S")
        .contains("STDOUT of attempt 1 can't be had: the log of align.1 is gone")
        .contains("STDERR of attempt 1:\n    | half way");
    run.clock.advance(Duration.ofSeconds(10));
    assertThatMessage(() -> assertThat(job).succeeded())
        .contains("now QUEUED, attempt 2", "its result will tell of the attempts before")
        .doesNotContain("STDOUT");
  }

  @Test
  void jobOfAClosedRunIsSaidToBeWatchedNoMore() {
    JobHandle job = submit("job");
    run.close(ClosePolicy.DETACH);

    assertThatMessage(() -> assertThat(job).succeeded())
        .contains("its run was closed while it was live", "attach to the run");
  }

  @Test
  void stateAndReasonOfALiveJobAreTold() {
    JobHandle job = submit("job");

    assertThatMessage(() -> assertThat(job).isIn(JobState.RUNNING))
        .contains("to be RUNNING, but it's QUEUED.");
    assertThatMessage(() -> assertThat(job).isPendingBecause(PendingReason.Cause.BUSY))
        .contains("to be pending because of BUSY, but it's QUEUED and no reason to wait is known");
    run.waits(job, PendingReason.Cause.QUOTA, "ask for more");
    assertThatMessage(() -> assertThat(job).isPendingBecause(PendingReason.Cause.BUSY))
        .contains("but it's pending because of QUOTA: ask for more.");
  }

  @Test
  void textIsFoundWhereverItStandsInALongLog() {
    JobHandle job = submit("job");
    String million = "x".repeat((1 << 20) - 2);
    run.prints(job, LogStream.STDOUT, million + "größe" + million + "end");

    assertThat(job).printed("größe").printed("end").printed("xxx");
    assertThatMessage(() -> assertThat(job).printed("größen"))
        .contains("to have printed \"größen\" to STDOUT, but attempt 1 did not so far, and the");
  }

  @Test
  void onlyTheEndOfALongLogIsShown() {
    JobHandle job = submit("job");
    run.runs(job, DEDICATED);
    run.prints(job, LogStream.STDOUT, "line\n".repeat(10_000) + "last line\n");
    run.prints(job, LogStream.STDERR, "z".repeat(2_000));

    assertThatMessage(() -> assertThat(job).succeeded())
        .contains("STDOUT of attempt 1 ends with:\n    | line\n", "| last line\n")
        .contains("STDERR of attempt 1:\n    | zzzz")
        .satisfies(message -> assertThat(message.length()).isBetween(4_000, 8_000));
  }

  @Test
  void longCommandIsCut() {
    JobHandle job =
        run.submit(JobSpec.builder("job").command("echo", "a\nb" + "x".repeat(500)).build());

    assertThatMessage(() -> assertThat(job).succeeded())
        .contains("command [echo, a\\nbxxx")
        .contains("x...\n");
  }

  @Test
  @SuppressWarnings("NullAway") // As whoever doesn't use it would call.
  void nothingIsSaidToBeNothing() {
    assertThatMessage(() -> assertThat((JobHandle) null).succeeded())
        .contains("Expecting actual not to be null");
  }

  private JobHandle submit(String id) {
    return submit(JobSpec.builder(id));
  }

  private JobHandle submit(JobSpec.Builder spec) {
    return run.submit(spec.command("true").build());
  }

  private JobHandle align() {
    RetryPolicy retry =
        RetryPolicy.builder()
            .retry(FailureKind.PREEMPTED, 3)
            .backoff(Backoff.doubling(Duration.ofSeconds(10), Duration.ofMinutes(1)))
            .build();
    return run.submit(
        JobSpec.builder("align").command(Command.shell("bwa mem > out")).retry(retry).build());
  }

  private JobHandle preemptedThenExited(int code, DeliveredFile... outputs) {
    JobHandle job = align();
    run.runs(job, SPOT);
    run.clock.advance(Duration.ofMinutes(12));
    run.fails(job, JobFailure.of(FailureKind.PREEMPTED, "the machine was taken away"));
    run.clock.advance(Duration.ofSeconds(10));
    run.runs(job, DEDICATED);
    run.clock.advance(Duration.ofSeconds(90));
    run.exits(job, code, outputs);
    return job;
  }

  private static DeliveredFile file(String path, String location) {
    return new DeliveredFile(RelativePath.of(path), URI.create(location), 5);
  }

  private static AbstractStringAssert<?> assertThatMessage(ThrowingCallable assertion) {
    return assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion)
        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING);
  }
}
