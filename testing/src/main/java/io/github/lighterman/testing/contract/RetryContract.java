package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Attempt;
import io.github.lighterman.Backoff;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobDefaults;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A failed job is tried again as often as its policy says for the kind of failure, no more. */
public abstract class RetryContract extends ContractTopic {
  /** For subclasses. */
  protected RetryContract() {}

  private static RetryPolicy exits(int times) {
    return RetryPolicy.builder().retry(FailureKind.USER_EXIT, times).build();
  }

  @Test
  void jobThatSucceedsAtLastHasSucceeded() throws Exception {
    JobHandle job = submit(job("job", mark("ran", "job"), Step.failFirst(2, 7)).retry(exits(5)));

    JobResult result = await(job);

    assertThat(result.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(result.failure()).isEmpty();
    assertThat(job.status().attempt()).isEqualTo(3);
    assertThat(marks("ran")).hasSize(3);
  }

  @Test
  void everyAttemptIsKept() throws Exception {
    JobResult result = await(job("job", Step.failFirst(2, 7)).retry(exits(5)));

    assertThat(result.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3);
    assertThat(result.attempts())
        .extracting(attempt -> attempt.exitCode().orElse(-1))
        .containsExactly(7, 7, 0);
    assertThat(result.attempts().get(0).failure().orElseThrow().kind())
        .isEqualTo(FailureKind.USER_EXIT);
    assertThat(result.attempts().get(2).failure()).isEmpty();
  }

  @Test
  void budgetIsTheNumberOfRetriesAndNoMore() throws Exception {
    JobResult result = await(job("job", mark("ran", "job"), Step.exit(1)).retry(exits(2)));

    assertThat(result.state()).isEqualTo(JobState.FAILED);
    assertThat(result.attempts()).hasSize(3);
    assertThat(marks("ran")).hasSize(3);
  }

  @Test
  void policyOfNoneTriesOnce() throws Exception {
    JobResult result =
        await(job("job", mark("ran", "job"), Step.exit(1)).retry(RetryPolicy.none()));

    assertThat(result.attempts()).hasSize(1);
    assertThat(marks("ran")).hasSize(1);
  }

  @Test
  void failedCommandIsNotTriedAgainUnlessAskedFor() throws Exception {
    assertThat(await(job("job", mark("ran", "job"), Step.exit(1))).attempts()).hasSize(1);
    assertThat(marks("ran")).hasSize(1);
  }

  @Test
  void onlyTheNamedExitCodesAreTriedAgain() throws Exception {
    RetryPolicy policy = exits(3).toBuilder().exitCodes(Set.of(75)).build();

    JobResult result = await(job("job", Step.failFirst(1, 75), Step.failFirst(2, 1)).retry(policy));

    assertThat(result.attempts())
        .extracting(attempt -> attempt.exitCode().orElse(-1))
        .containsExactly(75, 1);
    assertThat(result.state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void everyKindOfFailureHasABudgetOfItsOwn() throws Exception {
    RetryPolicy policy =
        RetryPolicy.builder()
            .retry(FailureKind.RUN_TIMEOUT, 1)
            .retry(FailureKind.USER_EXIT, 1)
            .build();

    JobResult result =
        await(
            job("job", Step.upTo(1, Step.hang()), Step.failFirst(2, 1))
                .retry(policy)
                .timeouts(Timeouts.ofRun(Duration.ofSeconds(1))));

    assertThat(result.state()).as("%s", result).isEqualTo(JobState.SUCCEEDED);
    assertThat(result.attempts())
        .extracting(attempt -> attempt.failure().map(failure -> failure.kind()).orElse(null))
        .containsExactly(FailureKind.RUN_TIMEOUT, FailureKind.USER_EXIT, null);
  }

  @Test
  void backoffLiesBetweenTwoAttempts() throws Exception {
    Duration wait = Duration.ofMillis(300);
    RetryPolicy policy = exits(2).toBuilder().backoff(Backoff.doubling(wait, wait)).build();

    JobResult result = await(job("job", Step.failFirst(1, 1)).retry(policy));

    Attempt first = result.attempts().get(0);
    Attempt second = result.attempts().get(1);
    // A file's time, from which some executors know it, may lag by a few milliseconds.
    assertThat(second.started().orElseThrow())
        .isAfterOrEqualTo(first.ended().plus(wait).minusMillis(20));
  }

  @Test
  void jobThatWaitsForItsNextAttemptSaysSo() throws Exception {
    Duration day = Duration.ofDays(1);
    RetryPolicy policy = exits(2).toBuilder().backoff(Backoff.doubling(day, day)).build();
    JobHandle job = submit(job("job", Step.exit(1)).retry(policy));

    awaitState(job, JobState.RETRYING);

    JobStatus status = job.status();
    assertThat(status.attempt()).isEqualTo(1);
    assertThat(status.pending().orElseThrow().cause()).isEqualTo(PendingReason.Cause.BACKOFF);
    assertThat(job.resultNow()).isEmpty();
    assertThat(job.result()).isNotDone();
  }

  @Test
  void listenersSeeEveryAttempt() throws Exception {
    Witness witness = new Witness();
    run().addListener(witness);

    submit(job("job", Step.failFirst(1, 1)).retry(exits(1)));
    until("the end is told", () -> witness.sawEndOf("job"));

    assertThat(witness.states("job"))
        .containsSubsequence(
            JobState.QUEUED,
            JobState.PREPARING,
            JobState.RUNNING,
            JobState.RETRYING,
            JobState.QUEUED,
            JobState.PREPARING,
            JobState.RUNNING,
            JobState.FINALIZING,
            JobState.SUCCEEDED);
    assertThat(witness.results("job")).hasSize(1);
  }

  @Test
  void policyOfTheRunHoldsForJobsWithoutOne() throws Exception {
    WorkflowRun run =
        start(WorkflowSpec.of("retry").withDefaults(JobDefaults.ofDefaults().withRetry(exits(1))));

    JobResult byRun = await(run.submit(job("by-run", Step.exit(1)).build()));
    JobResult byJob =
        await(run.submit(job("by-job", Step.exit(1)).retry(RetryPolicy.none()).build()));

    assertThat(byRun.attempts()).hasSize(2);
    assertThat(byJob.attempts()).hasSize(1);
  }
}
