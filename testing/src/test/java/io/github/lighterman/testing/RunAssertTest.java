package io.github.lighterman.testing;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.RunId;
import io.github.lighterman.SubmitOutcome;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RunAssertTest {
  private final RunByHand run = new RunByHand();

  @Test
  void whatIsTrueOfARunPasses() {
    run.exits(submit("a"), 0);
    run.exits(submit("b"), 0);

    assertThat(run).allSucceeded().isIdle().hasJobs("b", "a").job("a").succeeded();
  }

  @Test
  void everyJobThatDidNotSucceedIsNamedWithItsHistory() {
    run.exits(submit("good"), 0);
    run.exits(submit("bad"), 3);
    submit("slow");

    assertThatMessage(() -> assertThat(run).allSucceeded())
        .isEqualTo(
            """

            Expected run run to have jobs that all succeeded, but 2 of 3 jobs have not; some are still live: advance the clock that the run goes by, or call awaitIdle() first.
              bad: 2030-01-01T00:00:00Z attempt 1: FAILED
              slow: 2030-01-01T00:00:00Z attempt 1: QUEUED
            job bad
              command [true]
              ended FAILED after 1 attempt
                attempt 1: started at no known time, ended 2030-01-01T00:00:00Z, on no node, exit code 3
                  USER_EXIT: the command exited with code 3
              STDOUT of attempt 1 can't be had: the log of bad.1 is gone
              STDERR of attempt 1 can't be had: the log of bad.1 is gone
            job slow
              command [true]
              now QUEUED, attempt 1, since 2030-01-01T00:00:00Z""");
  }

  @Test
  void manyFailuresAreCutShort() {
    for (int i = 0; i < 60; i++) {
      run.exits(submit("job" + i), 1);
    }

    assertThatMessage(() -> assertThat(run).allSucceeded())
        .contains("but 60 of 60 jobs have not.", "  job49: ", "  and 10 more\n", "\njob job2\n")
        .doesNotContain("  job50: ", "\njob job3\n");
  }

  @Test
  void runWithoutJobsHasNotSucceeded() {
    assertThatMessage(() -> assertThat(run).allSucceeded())
        .contains("to have jobs that all succeeded, but it has none.");
  }

  @Test
  void runWithALiveJobIsNotIdle() {
    submit("slow");

    assertThatMessage(() -> assertThat(run).isIdle())
        .contains("no live job, but 1 of 1 job did not end yet: advance the clock that the run");
  }

  @Test
  void missingJobIsSaidToBeMissing() {
    submit("a");

    assertThatMessage(() -> assertThat(run).job("b").succeeded())
        .contains("Expected run run to have a job b, but it has [a].");
    assertThatMessage(() -> assertThat(run).hasJobs("b"))
        .contains("Expected run run to have the jobs [b], but it has [a].");
  }

  @Test
  void outcomeTellsEveryProblem() {
    JobSpec circular = JobSpec.builder("c").command("true").dependsOn(JobId.of("c")).build();
    SubmitOutcome rejected = run.submit(List.of(circular)).get(0);
    SubmitOutcome accepted = SubmitOutcome.accepted(submit("good"));

    assertThat(accepted).isAccepted();
    assertThat(rejected).isRejectedFor(Problem.Kind.CYCLE);
    assertThatMessage(() -> assertThat(rejected).isAccepted())
        .contains("Expected job c to be accepted, but it was rejected for:\n  CYCLE: job c dep");
    assertThatMessage(() -> assertThat(rejected).isRejectedFor(Problem.Kind.INVALID))
        .contains("to be rejected for INVALID, but it was rejected for:\n  CYCLE: job c depends");
    assertThatMessage(() -> assertThat(accepted).isRejectedFor(Problem.Kind.CYCLE))
        .contains("Expected job good to be rejected for CYCLE, but it was accepted.");
  }

  @Test
  void closeReportTellsAllThatCloseDid() {
    CloseReport clean = report(List.of("files"), List.of(), List.of());
    CloseReport kept = report(List.of(), List.of("logs 100%"), List.of());
    CloseReport failed = report(List.of(), List.of(), List.of("store: denied"));

    assertThat(clean).leftNothing().deletedAllItShould().cancelledJobs("a").detachedJobs();
    assertThat(kept).deletedAllItShould();
    assertThatMessage(() -> assertThat(kept).leftNothing())
        .isEqualTo(
            """

            Expected the close of run r to have left nothing. It was closed with CLEAN:
              cancelled: [a]
              run on: nothing
              deleted: nothing
              kept: [logs 100%]
              could not be deleted: nothing""");
    assertThatMessage(() -> assertThat(failed).leftNothing()).contains("[store: denied]");
    assertThatMessage(() -> assertThat(failed).deletedAllItShould()).contains("[store: denied]");
    assertThatMessage(() -> assertThat(clean).cancelledJobs()).contains("cancelled exactly []");
    assertThatMessage(() -> assertThat(clean).detachedJobs("b")).contains("let exactly [b] run on");
  }

  private JobHandle submit(String id) {
    return run.submit(JobSpec.builder(id).command("true").build());
  }

  private static CloseReport report(List<String> deleted, List<String> kept, List<String> failed) {
    return new CloseReport(
        RunId.of("r"), ClosePolicy.CLEAN, List.of(JobId.of("a")), List.of(), deleted, kept, failed);
  }

  private static AbstractStringAssert<?> assertThatMessage(ThrowingCallable assertion) {
    return assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion)
        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING);
  }
}
