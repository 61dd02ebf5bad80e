package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Listeners are told everything, in order, and none holds up another or a job. */
public abstract class ListenerContract extends ContractTopic {
  /** For subclasses. */
  protected ListenerContract() {}

  private Witness listening() {
    Witness witness = new Witness();
    run().addListener(witness);
    return witness;
  }

  private void untilEndIsTold(Witness witness, String job) throws Exception {
    until("the end of " + job + " is told", () -> witness.sawEndOf(job));
  }

  @Test
  void statusesComeInOrderAndTheResultOnceAndLast() throws Exception {
    Witness witness = listening();
    JobHandle retried =
        submit(
            job("retried", Step.failFirst(2, 1))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 2).build()));
    JobHandle plain = submit(job("plain"));
    await(retried);
    await(plain);

    for (JobHandle job : List.of(retried, plain)) {
      String id = job.id().value();
      untilEndIsTold(witness, id);
      List<Witness.Told> told =
          witness.all().stream().filter(each -> each.job().equals(job.id())).toList();
      assertThat(told).last().extracting(Witness.Told::what).isEqualTo(await(job));
      assertThat(witness.results(id)).hasSize(1);
      assertThat(witness.statuses(id))
          .isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void callsForOneJobNeverOverlap() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    Witness witness = new Witness();
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                if (inside.incrementAndGet() > 1) {
                  overlaps.incrementAndGet();
                }
                Thread.onSpinWait();
                inside.decrementAndGet();
              }

              @Override
              public void onResult(JobHandle job, JobResult result) {
                witness.onResult(job, result);
              }
            });

    submit(
        job("job", Step.failFirst(3, 1))
            .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 3).build()));
    untilEndIsTold(witness, "job");

    assertThat(overlaps).hasValue(0);
  }

  @Test
  void listenerThatThrowsStopsNeitherOthersNorJobs() throws Exception {
    AtomicInteger thrown = new AtomicInteger();
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                thrown.incrementAndGet();
                throw new IllegalStateException("meant to be logged by this test");
              }

              @Override
              public void onResult(JobHandle job, JobResult result) {
                thrown.incrementAndGet();
                throw new AssertionError("meant to be logged by this test");
              }
            });
    Witness witness = listening();

    assertThat(await(job("first")).succeeded()).isTrue();
    assertThat(await(job("second")).succeeded()).isTrue();

    untilEndIsTold(witness, "first");
    untilEndIsTold(witness, "second");
    assertThat(witness.states("second")).contains(JobState.RUNNING, JobState.SUCCEEDED);
    until("it is told on though it throws", () -> thrown.get() >= 10);
  }

  @Test
  void listenerThatBlocksHoldsUpNeitherOthersNorJobs() throws Exception {
    needsCallbacksThatMayBlock();
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                try {
                  blocked.countDown();
                  never.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    Witness witness = listening();
    try {
      JobHandle job = submit(job("job"));
      untilEndIsTold(witness, "job");

      assertThat(await(job).succeeded()).isTrue();
      until("the other listener is told, too", () -> blocked.getCount() == 0);
    } finally {
      never.countDown();
    }
  }

  @Test
  void listenerThatIsAddedLateIsToldWhatFollows() throws Exception {
    Gate gate = gate("go");
    await(job("ended")).orElseThrow();
    JobHandle live = submit(job("live", Step.await(gate)));
    awaitState(live, JobState.RUNNING);
    long known = live.status().sequence();
    Witness witness = listening();

    gate.open();
    untilEndIsTold(witness, "live");

    assertThat(witness.statuses("live")).allMatch(status -> status.sequence() > known);
    assertThat(witness.states("live")).containsExactly(JobState.FINALIZING, JobState.SUCCEEDED);
    assertThat(witness.statuses("ended")).isEmpty();
    assertThat(witness.results("ended")).isEmpty();
  }

  @Test
  void listenerThatIsAddedTwiceIsToldTwice() throws Exception {
    Witness witness = listening();
    run().addListener(witness);

    await(job("job")).orElseThrow();

    until("it is told twice", () -> witness.results("job").size() == 2);
    assertThat(witness.states("job")).filteredOn(JobState.RUNNING::equals).hasSize(2);
  }

  @Test
  void everyListenerIsToldTheSame() throws Exception {
    Witness first = listening();
    Witness second = listening();

    await(job("job", Step.exit(1)));
    untilEndIsTold(first, "job");
    untilEndIsTold(second, "job");

    assertThat(second.all()).isEqualTo(first.all());
  }

  @Test
  void endsOfJobsThatNeverRanAreTold() throws Exception {
    Witness witness = listening();
    submit(job("bad", Step.exit(1)));
    submit(job("never").dependsOn(JobId.of("bad")));

    untilEndIsTold(witness, "never");

    assertThat(witness.states("never")).endsWith(JobState.CANCELLED);
    assertThat(witness.results("never").get(0).failure().orElseThrow().kind())
        .isEqualTo(FailureKind.UPSTREAM);
  }

  @Test
  void listenerOfOneRunHearsNothingOfAnother() throws Exception {
    Witness witness = listening();
    WorkflowRun other = start(WorkflowSpec.of("other"));

    await(other.submit(job("others").build())).orElseThrow();
    await(job("mine")).orElseThrow();
    untilEndIsTold(witness, "mine");

    assertThat(witness.all()).extracting(Witness.Told::job).containsOnly(JobId.of("mine"));
  }

  @Test
  void listenerMayUseTheRun() throws Exception {
    Witness witness = listening();
    run().addListener(new SubmitsAnother(run(), job("second", mark("ran", "second")).build()));

    submit(job("first"));
    untilEndIsTold(witness, "second");

    assertThat(marks("ran")).containsExactly("second");
  }

  @Test
  void listenerMayCancelTheJobThatItIsToldOf() throws Exception {
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                if (status.state() == JobState.RUNNING) {
                  job.cancel();
                }
              }
            });

    assertThat(await(job("job", Step.hang())).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void listenerSeesTheJobAtLeastAsFarAsItIsTold() throws Exception {
    AtomicInteger behind = new AtomicInteger();
    Witness witness = new Witness();
    run()
        .addListener(
            new WorkflowListener() {
              @Override
              public void onStatus(JobHandle job, JobStatus status) {
                if (job.status().sequence() < status.sequence()) {
                  behind.incrementAndGet();
                }
              }

              @Override
              public void onResult(JobHandle job, JobResult result) {
                if (!job.resultNow().equals(Optional.of(result))) {
                  behind.incrementAndGet();
                }
                witness.onResult(job, result);
              }
            });

    submit(job("job"));
    untilEndIsTold(witness, "job");

    assertThat(behind).hasValue(0);
  }
}
