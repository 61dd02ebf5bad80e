package io.github.lighterman.spi;

import static io.github.lighterman.spi.Harness.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class JobLifecycleFuturesTest {
  private final ExecutorService callbacks =
      Executors.newCachedThreadPool(action -> new Thread(action, "callback"));
  private final Harness run = new Harness(1_000, JobLifecycle.Dependencies.HELD, callbacks);

  @AfterEach
  void close() throws InterruptedException {
    callbacks.shutdownNow();
    assertThat(callbacks.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void futureCompletesWithTheResult() throws Exception {
    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();
    CompletableFuture<JobResult> before = handle.result();
    run.exit("a", 1, 1);

    assertThat(before.get()).isEqualTo(handle.resultNow().orElseThrow());
    assertThat(handle.result()).isCompletedWithValue(before.get());
  }

  @Test
  void spoiltFutureSpoilsNoOther() throws Exception {
    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();
    CompletableFuture<JobResult> good = handle.result();
    handle.result().completeExceptionally(new IllegalStateException());
    handle.result().cancel(true);
    run.exit("a", 1, 0);
    handle.result().obtrudeException(new IllegalStateException());

    assertThat(good.get().succeeded()).isTrue();
    assertThat(handle.result().get().succeeded()).isTrue();
  }

  @Test
  void dependentActionMayBlockWithoutHoldingUpTheRun() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    JobHandle handle = run.submit(job("a"), job("b", "a")).get(0).orElseThrow();
    CompletableFuture<String> thread =
        handle
            .result()
            .thenApply(
                result -> {
                  await(done);
                  return Thread.currentThread().getName();
                });

    run.exit("a", 1, 0);

    assertThat(run.state("b")).isEqualTo(JobState.QUEUED);
    assertThat(thread).isNotDone();
    done.countDown();
    assertThat(thread.get()).isEqualTo("callback");
  }

  @Test
  void dependentActionMayCallBack() throws Exception {
    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();
    CompletableFuture<JobHandle> next =
        handle.result().thenApply(result -> run.submit(job("b", "a")).get(0).orElseThrow());
    run.exit("a", 1, 0);

    assertThat(next.get().status().state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void resultIsThereAsSoonAsTheStateIsTerminal() {
    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();
    assertThat(handle.resultNow()).isEmpty();
    run.exit("a", 1, 0);

    assertThat(handle.status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(handle.resultNow()).isPresent();
  }

  @RepeatedTest(50)
  void everyWaiterIsServedHoweverItRacesWithTheEnd() throws Exception {
    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();
    CountDownLatch ready = new CountDownLatch(2);
    Future<JobResult> waiter =
        callbacks.submit(
            () -> {
              ready.countDown();
              ready.await();
              JobResult result = handle.result().get();
              assertThat(handle.status().state()).isEqualTo(JobState.SUCCEEDED);
              return result;
            });
    ready.countDown();
    ready.await();
    run.exit("a", 1, 0);

    assertThat(waiter.get().succeeded()).isTrue();
  }

  @Test
  void closedCallbackThreadsLoseNoResult() {
    Harness closed =
        new Harness(
            10,
            JobLifecycle.Dependencies.HELD,
            action -> {
              throw new RejectedExecutionException();
            });
    JobHandle handle = closed.submit(job("a")).get(0).orElseThrow();
    CompletableFuture<JobResult> result = handle.result();
    closed.exit("a", 1, 0);

    assertThat(result).isCompletedWithValueMatching(JobResult::succeeded);
  }

  @Test
  void listenerThatThrowsStopsNeitherOthersNorItself() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    run.lifecycle.addListener(
        new WorkflowListener() {
          @Override
          public void onStatus(JobHandle job, JobStatus status) {
            calls.incrementAndGet();
            throw new AssertionError("broken listener");
          }
        });
    Told last = new Told();
    run.lifecycle.addListener(last);
    run.submit(job("a"));
    run.exit("a", 1, 0);
    last.results.await();

    assertThat(run.state("a")).isEqualTo(JobState.SUCCEEDED);
    drain();
    assertThat(calls).hasValue(5);
  }

  @Test
  void listenerThatBlocksHoldsUpNobody() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    run.lifecycle.addListener(
        new WorkflowListener() {
          @Override
          public void onStatus(JobHandle job, JobStatus status) {
            JobLifecycleFuturesTest.await(done);
          }
        });
    Told other = new Told();
    run.lifecycle.addListener(other);

    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();
    CompletableFuture<JobResult> result = handle.result();
    run.exit("a", 1, 0);

    assertThat(result.get().succeeded()).isTrue();
    other.results.await();
    done.countDown();
  }

  @Test
  void listenerIsToldEverythingFromItsAddingOnAndNothingBefore() throws Exception {
    run.submit(job("a"));
    run.report("a", 1, Phase.RUNNING);
    Told late = new Told();
    run.lifecycle.addListener(late);
    run.exit("a", 1, 0);
    late.results.await();

    assertThat(late.states).containsExactly(JobState.FINALIZING, JobState.SUCCEEDED);
  }

  @Test
  void listenerMayCallBack() throws Exception {
    run.lifecycle.addListener(
        new WorkflowListener() {
          @Override
          public void onResult(JobHandle job, JobResult result) {
            if (job.id().value().equals("a")) {
              run.submit(job("b"));
            }
          }
        });
    Told told = new Told();
    run.lifecycle.addListener(told);
    run.submit(job("a"));
    run.exit("a", 1, 0);
    told.results.await();
    drain();

    assertThat(run.state("b")).isEqualTo(JobState.QUEUED);
  }

  @Test
  void awaitIdleWaitsForJobsSubmittedMeanwhile() throws Exception {
    run.submit(job("a"));
    Future<?> waiter =
        callbacks.submit(
            () -> {
              run.lifecycle.awaitIdle();
              return null;
            });
    run.submit(job("b"));
    run.exit("a", 1, 0);
    assertThat(waiter.isDone()).isFalse();
    run.exit("b", 1, 0);

    waiter.get();
    assertThat(run.lifecycle.awaitIdle(Duration.ZERO)).isTrue();
  }

  @Test
  void awaitIdleWithALimitTellsWhetherAJobIsLive() throws Exception {
    run.submit(job("a"));

    assertThat(run.lifecycle.awaitIdle(Duration.ofMillis(1))).isFalse();
    run.exit("a", 1, 0);
    assertThat(run.lifecycle.awaitIdle(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
  }

  @Test
  void interruptedWaitEnds() throws Exception {
    run.submit(job("a"));
    Future<?> waiter =
        callbacks.submit(
            () -> {
              Thread.currentThread().interrupt();
              run.lifecycle.awaitIdle();
              return null;
            });

    assertThatThrownBy(waiter::get).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void detachCompletesWhatWaits() throws Exception {
    JobHandle live = run.submit(job("a")).get(0).orElseThrow();
    JobHandle ended = run.submit(job("b")).get(0).orElseThrow();
    run.exit("b", 1, 0);
    CompletableFuture<JobResult> before = live.result();
    Future<?> idle =
        callbacks.submit(
            () -> {
              run.lifecycle.awaitIdle();
              return null;
            });

    run.lifecycle.detach();
    run.lifecycle.detach();

    for (CompletableFuture<JobResult> future : List.of(before, live.result())) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(future::get)
          .withCauseInstanceOf(RunClosedException.class);
    }
    assertThatThrownBy(idle::get).hasCauseInstanceOf(RunClosedException.class);
    assertThat(run.lifecycle.awaitIdle(Duration.ofDays(1))).isFalse();
    assertThat(ended.result().get().succeeded()).isTrue();
    assertThat(live.resultNow()).isEmpty();
  }

  @Test
  void detachedRunTakesNothingAndDoesNothing() {
    run.submit(
        job("a").timeouts(Timeouts.none().withQueue(Duration.ofHours(1))),
        job("b").retry(Harness.retrying(FailureKind.NODE_LOST, 1)));
    run.fail("b", 1, FailureKind.NODE_LOST);
    run.lifecycle.detach();

    assertThatExceptionOfType(RunClosedException.class).isThrownBy(() -> run.submit(job("c")));
    assertThatExceptionOfType(RunClosedException.class).isThrownBy(() -> run.validate(job("c")));
    run.exit("a", 1, 0);
    run.cancel("a");
    run.lifecycle.restoreCancel(JobId.of("a"));
    run.lifecycle.resume();
    run.timer.advance(Duration.ofDays(1));

    assertThat(run.state("a")).isEqualTo(JobState.QUEUED);
    assertThat(run.state("b")).isEqualTo(JobState.RETRYING);
    assertThat(run.driver.calls).containsExactly("start a.1", "start b.1");
    assertThat(run.driver.recorded).containsExactly("a", "b");
    assertThat(run.timer.waiting()).isZero();
  }

  @Test
  void cancelOfALiveJobAfterTheRunWasLostSaysHowItWasLost() {
    run.submit(job("live"), job("asked"), job("ended"));
    run.exit("ended", 1, 0);
    run.cancel("asked");
    run.lifecycle.detach(() -> new RunClosedException("another has it"));

    assertThatExceptionOfType(RunClosedException.class)
        .isThrownBy(() -> run.cancel("live"))
        .withMessage("another has it");
    run.cancel("asked");
    run.cancel("ended");

    assertThat(run.driver.recorded).containsExactly("live", "asked", "ended", "cancel asked");
  }

  @Test
  void detachWhileJobsAreRecordedStartsNone() {
    run.driver.onRecord = accepted -> run.lifecycle.detach();

    JobHandle handle = run.submit(job("a")).get(0).orElseThrow();

    assertThat(run.driver.recorded).containsExactly("a");
    assertThat(run.driver.started).isEmpty();
    assertThat(handle.result()).isCompletedExceptionally();
  }

  private void drain() throws InterruptedException {
    callbacks.shutdown();
    assertThat(callbacks.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes states, and lets a test wait for the first result. */
  private static final class Told implements WorkflowListener {
    final List<JobState> states = new CopyOnWriteArrayList<>();
    final CountDownLatch results = new CountDownLatch(1);

    @Override
    public void onStatus(JobHandle job, JobStatus status) {
      states.add(status.state());
    }

    @Override
    public void onResult(JobHandle job, JobResult result) {
      results.countDown();
    }
  }
}
