package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Backoff;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancel is a request: it may be made at any time and any number of times, and never throws. */
public abstract class CancellationContract extends ContractTopic {
  /** For subclasses. */
  protected CancellationContract() {}

  private JobResult assertCancelled(JobHandle job) throws Exception {
    JobResult result = await(job);
    assertThat(result.state()).as("%s", result).isEqualTo(JobState.CANCELLED);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(job.status().state()).isEqualTo(JobState.CANCELLED);
    return result;
  }

  @Test
  void runningJobIsStopped() throws Exception {
    Gate gate = gate("go");
    JobHandle job = submit(job("job", Step.await(gate), mark("ran", "job")));
    awaitState(job, JobState.RUNNING);

    job.cancel();

    assertThat(assertCancelled(job).attempts()).hasSize(1);
    gate.open();
    await(job("later"));
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void hangingJobIsStopped() throws Exception {
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);

    job.cancel();

    assertCancelled(job);
  }

  @Test
  void queuedJobNeverRuns() throws Exception {
    Gate gate = gate("go");
    List<JobHandle> before = fillUp(gate);
    JobHandle job = submit(job("job", mark("ran", "job")));
    awaitState(job, JobState.QUEUED);

    job.cancel();

    assertCancelled(job);
    gate.open();
    assertThat(await(before.get(0)).succeeded()).isTrue();
    await(job("later"));
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void blockedJobNeverRuns() throws Exception {
    Gate gate = gate("go");
    JobHandle first = submit(job("first", Step.await(gate)));
    JobHandle job = submit(job("job", mark("ran", "job")).dependsOn(JobId.of("first")));

    job.cancel();

    assertThat(assertCancelled(job).attempts()).isEmpty();
    gate.open();
    assertThat(await(first).succeeded()).isTrue();
    await(job("later"));
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void jobThatWaitsForItsNextAttemptGetsNone() throws Exception {
    Duration day = Duration.ofDays(1);
    RetryPolicy policy =
        RetryPolicy.builder()
            .retry(FailureKind.USER_EXIT, 3)
            .backoff(Backoff.doubling(day, day))
            .build();
    JobHandle job = submit(job("job", mark("ran", "job"), Step.exit(1)).retry(policy));
    awaitState(job, JobState.RETRYING);

    job.cancel();

    assertThat(assertCancelled(job).attempts()).hasSize(1);
    assertThat(marks("ran")).hasSize(1);
  }

  @Test
  void cancelledJobIsNotTriedAgain() throws Exception {
    RetryPolicy policy = RetryPolicy.builder().retry(FailureKind.USER_EXIT, 3).build();
    JobHandle job = submit(job("job", mark("ran", "job"), Step.hang()).retry(policy));
    awaitState(job, JobState.RUNNING);

    job.cancel();

    assertThat(assertCancelled(job).attempts()).hasSize(1);
  }

  @Test
  void cancelOfAnEndedJobChangesNothing() throws Exception {
    JobHandle good = submit(job("good"));
    JobHandle bad = submit(job("bad", Step.exit(1)));
    JobResult goodResult = await(good);
    JobResult badResult = await(bad);
    JobStatus before = good.status();

    good.cancel();
    good.cancel();
    bad.cancel();
    await(job("later"));

    assertThat(good.status()).isEqualTo(before);
    assertThat(await(good)).isEqualTo(goodResult);
    assertThat(await(bad)).isEqualTo(badResult);
  }

  @Test
  void cancelMayBeAskedForTwice() throws Exception {
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);

    job.cancel();
    job.cancel();
    run().cancel();

    assertCancelled(job);
    job.cancel();
    assertThat(job.status().state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void cancelReturnsAtOnce() throws Exception {
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);

    patience()
        .promptly(
            "cancel",
            () -> {
              job.cancel();
              return job;
            });

    assertCancelled(job);
  }

  @Test
  void cancelOfARunStopsAllThatIsLiveAndTheRunGoesOn() throws Exception {
    JobHandle ended = submit(job("ended"));
    await(ended);
    JobHandle running = submit(job("running", Step.hang()));
    awaitState(running, JobState.RUNNING);
    JobHandle blocked = submit(job("blocked").dependsOn(JobId.of("running")));

    run().cancel();

    assertCancelled(running);
    assertThat(await(blocked).state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(await(job("later")).succeeded()).isTrue();
  }

  @Test
  void cancelOfOneJobLeavesItsNeighboursAlone() throws Exception {
    Gate gate = gate("go");
    JobHandle neighbour = submit(job("neighbour", Step.await(gate)));
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);
    awaitState(neighbour, JobState.RUNNING);

    job.cancel();

    assertCancelled(job);
    assertThat(neighbour.status().state()).isEqualTo(JobState.RUNNING);
    gate.open();
    assertThat(await(neighbour).succeeded()).isTrue();
  }

  @Test
  void cancelThatRacesWithTheEndLeavesOneConsistentEnd() throws Exception {
    Witness witness = new Witness();
    run().addListener(witness);
    List<JobHandle> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      JobHandle job = submit(job("j" + i, mark("ran", "j" + i)));
      jobs.add(job);
      int steps = i;
      for (int step = 0; step < steps && !job.status().state().isTerminal(); step++) {
        fixture().passTime();
      }
      job.cancel();
    }

    for (JobHandle job : jobs) {
      JobResult result = await(job);
      String id = job.id().value();
      until("the end of " + id + " is told", () -> witness.sawEndOf(id));
      assertThat(result.state()).isIn(JobState.SUCCEEDED, JobState.CANCELLED);
      assertThat(job.status().state()).isEqualTo(result.state());
      assertThat(witness.results(id)).containsExactly(result);
      assertThat(witness.states(id)).filteredOn(JobState::isTerminal).hasSize(1);
      if (result.succeeded()) {
        assertThat(marks("ran")).contains(id);
      }
    }
  }

  @Test
  void outputsOnFailureOfACancelledJobAreDelivered() throws Exception {
    JobHandle job =
        submit(
            job("job", Step.write("trace", "so far"), mark("ran", "job"), Step.hang())
                .output(
                    OutputFile.file("trace")
                        .to(path("trace"))
                        .when(OutputFile.Condition.ON_FAILURE)));
    until("it has begun", () -> path("ran").toFile().exists());

    job.cancel();

    assertCancelled(job);
    assertThat(path("trace")).hasContent("so far");
  }
}
