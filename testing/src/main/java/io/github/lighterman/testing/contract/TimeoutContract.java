package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobDefaults;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A job waits in the queue and runs no longer than it may. */
public abstract class TimeoutContract extends ContractTopic {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** For subclasses. */
  protected TimeoutContract() {}

  private static void assertFailed(FailureKind kind, JobResult result) {
    assertThat(result.state()).as("%s", result).isEqualTo(JobState.FAILED);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(kind);
    assertThat(result.failure().orElseThrow().message()).isNotBlank();
  }

  @Test
  void jobThatRunsTooLongIsEnded() throws Exception {
    Gate gate = gate("go");

    JobResult result =
        await(job("job", Step.await(gate), mark("ran", "on")).timeouts(Timeouts.ofRun(SHORT)));

    assertFailed(FailureKind.RUN_TIMEOUT, result);
    assertThat(result.attempts()).hasSize(1);
    gate.open();
    await(job("later"));
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void jobThatWaitsTooLongInTheQueueNeverRuns() throws Exception {
    Gate gate = gate("go");
    fillUp(gate);

    JobResult result =
        await(job("job", mark("ran", "job")).timeouts(Timeouts.none().withQueue(SHORT)));

    assertFailed(FailureKind.QUEUE_TIMEOUT, result);
    gate.open();
    await(job("later"));
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void jobInTimeIsNotDisturbed() throws Exception {
    Timeouts ample = Timeouts.ofRun(Duration.ofDays(1)).withQueue(Duration.ofDays(1));

    assertThat(await(job("job").timeouts(ample)).succeeded()).isTrue();
  }

  @Test
  void timeInTheQueueIsNoRunningTime() throws Exception {
    Gate gate = gate("go");
    fillUp(gate);
    JobHandle job = submit(job("job").timeouts(Timeouts.ofRun(Duration.ofSeconds(5))));
    awaitState(job, JobState.QUEUED);
    JobHandle measure = submit(job("measure").timeouts(Timeouts.none().withQueue(SHORT)));

    await(measure);

    assertThat(job.status().state()).isEqualTo(JobState.QUEUED);
    gate.open();
    assertThat(await(job).succeeded()).isTrue();
  }

  @Test
  void timeSpentBlockedOrRunningIsNoTimeInTheQueue() throws Exception {
    Gate first = gate("first");
    Gate second = gate("second");
    submit(job("upstream", Step.await(first)));
    JobHandle job =
        submit(
            job("job", Step.await(second))
                .dependsOn(JobId.of("upstream"))
                .timeouts(Timeouts.none().withQueue(Duration.ofSeconds(5))));
    assertFailed(
        FailureKind.RUN_TIMEOUT,
        await(job("measure", Step.hang()).timeouts(Timeouts.ofRun(SHORT))));
    first.open();
    awaitState(job, JobState.RUNNING);

    second.open();

    assertThat(await(job).succeeded()).isTrue();
  }

  @Test
  void everyAttemptIsTimedAfresh() throws Exception {
    RetryPolicy policy = RetryPolicy.builder().retry(FailureKind.RUN_TIMEOUT, 1).build();

    JobResult result =
        await(
            job("job", mark("ran", "job"), Step.upTo(1, Step.hang()))
                .retry(policy)
                .timeouts(Timeouts.ofRun(Duration.ofSeconds(1))));

    assertThat(result.state()).as("%s", result).isEqualTo(JobState.SUCCEEDED);
    assertThat(result.attempts()).hasSize(2);
    assertThat(marks("ran")).hasSize(2);
  }

  @Test
  void dependentsOfAJobThatTimedOutEndWithoutRunning() throws Exception {
    submit(job("slow", Step.hang()).timeouts(Timeouts.ofRun(SHORT)));

    JobResult result = await(job("next", mark("ran", "next")).dependsOn(JobId.of("slow")));

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.UPSTREAM);
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void timeoutsOfTheRunHoldForJobsWithoutAny() throws Exception {
    WorkflowRun run =
        start(
            WorkflowSpec.of("timeouts")
                .withDefaults(JobDefaults.ofDefaults().withTimeouts(Timeouts.ofRun(SHORT))));

    assertFailed(FailureKind.RUN_TIMEOUT, await(run.submit(job("job", Step.hang()).build())));
  }
}
