package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.Trait;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The future of a job completes exactly once, with a value, unless nobody watches any more. */
public abstract class FuturesContract extends ContractTopic {
  /** For subclasses. */
  protected FuturesContract() {}

  @Test
  void everyFutureOfAJobHoldsTheSameResult() throws Exception {
    Gate gate = gate("go");
    JobHandle job = submit(job("job", Step.await(gate), Step.exit(2)));
    CompletableFuture<JobResult> early = job.result();
    gate.open();

    JobResult result = await("the end", early);

    assertThat(await(job)).isEqualTo(result);
    assertThat(job.resultNow()).contains(result);
    assertThat(job(run(), "job").result()).isCompletedWithValue(result);
  }

  @Test
  void futureCompletesOnce() throws Exception {
    AtomicInteger completions = new AtomicInteger();
    JobHandle job = submit(job("job"));
    CompletableFuture<JobResult> future = job.result();
    CompletableFuture<Integer> counted = future.thenApply(it -> completions.incrementAndGet());

    await("the end", counted);
    JobResult first = future.join();
    job.cancel();
    await(job("later")).orElseThrow();

    assertThat(completions).hasValue(1);
    assertThat(future.join()).isSameAs(first);
    assertThat(job.result().join()).isEqualTo(first);
  }

  @Test
  void callersMayCompleteTheirOwnFuture() throws Exception {
    Gate gate = gate("go");
    JobHandle job = submit(job("job", Step.await(gate)));
    awaitState(job, JobState.RUNNING);

    assertThat(job.result().cancel(true)).isTrue();
    assertThat(job.result().completeExceptionally(new IllegalStateException("mine"))).isTrue();

    assertThat(job.result()).isNotDone();
    assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
    gate.open();
    assertThat(await(job).succeeded()).isTrue();
  }

  @Test
  void futureOfAnyEndCompletesWithAValue() throws Exception {
    JobHandle failed = submit(job("failed", Step.exit(1)));
    JobHandle upstream = submit(job("upstream").dependsOn(JobId.of("failed")));
    JobHandle cancelled = submit(job("cancelled", Step.hang()));
    awaitState(cancelled, JobState.RUNNING);
    cancelled.cancel();

    assertThat(await(failed).state()).isEqualTo(JobState.FAILED);
    assertThat(await(upstream).state()).isEqualTo(JobState.CANCELLED);
    assertThat(await(cancelled).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void resultIsThereWhenTheFutureIsComplete() throws Exception {
    JobHandle job = submit(job("job"));

    JobState seen = await("the end", job.result().thenApply(result -> job.status().state()));

    assertThat(seen).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void actionThatBlocksHoldsUpNoOtherJob() throws Exception {
    needsCallbacksThatMayBlock();
    CountDownLatch never = new CountDownLatch(1);
    Gate gate = gate("go");
    JobHandle first = submit(job("first", Step.await(gate)));
    // Of a future that is complete already, the action would run here.
    CompletableFuture<Boolean> blocked =
        first.result().thenApply(result -> isFreedByTheTest(never));
    gate.open();
    try {
      await(first).orElseThrow();

      assertThat(await(job("second")).succeeded()).isTrue();
    } finally {
      never.countDown();
    }
    assertThat(await("the blocked action", blocked)).isTrue();
  }

  private static boolean isFreedByTheTest(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void detachedJobCompletesItsFuturesWithRunClosed() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    JobHandle ended = submit(job("ended"));
    await(ended).orElseThrow();
    JobHandle live = submit(job("live", Step.await(gate)));
    CompletableFuture<JobResult> early = live.result();

    closeAs(ClosePolicy.DETACH, run());

    assertThatThrownBy(() -> await("the future", early)).isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> await(live)).isInstanceOf(RunClosedException.class);
    assertThat(live.resultNow()).isEmpty();
    assertThat(await(ended).succeeded()).isTrue();
  }

  @Test
  void closedExecutorCompletesFuturesWithRunClosed() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    JobHandle live = submit(job("live", Step.await(gate)));
    CompletableFuture<JobResult> early = live.result();

    closeExecutor(executor());

    assertThatThrownBy(() -> await("the future", early)).isInstanceOf(RunClosedException.class);
  }

  @Test
  void cancelledJobsOfAClosedRunHaveResults() throws Exception {
    JobHandle live = submit(job("live", Step.hang()));
    CompletableFuture<JobResult> early = live.result();

    closeAs(ClosePolicy.CLEAN, run());

    assertThat(await("the future", early).state()).isEqualTo(JobState.CANCELLED);
  }
}
