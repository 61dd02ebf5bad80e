package io.github.lighterman.spi;

import static io.github.lighterman.spi.Harness.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.Backoff;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that come reordered, twice and late, from several threads. */
class JobLifecycleStormTest {
  private static final int JOBS = 60;
  private static final FailureKind[] KINDS = {
    FailureKind.NODE_LOST, FailureKind.PREEMPTED, FailureKind.IMAGE, FailureKind.CANCELLED
  };
  private static final RetryPolicy RETRY =
      RetryPolicy.builder()
          .retry(FailureKind.NODE_LOST, 2)
          .retry(FailureKind.PREEMPTED, 3)
          .retry(FailureKind.USER_EXIT, 1)
          .backoff(Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(4)))
          .build();

  @ParameterizedTest
  @EnumSource(JobLifecycle.Dependencies.class)
  void everyJobEndsOnceByLegalSteps(JobLifecycle.Dependencies dependencies) throws Exception {
    for (long seed = 0; seed < 60; seed++) {
      storm(seed, dependencies, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void everyJobEndsOnceByLegalStepsWithManyReporters(int threads) throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      storm(seed, JobLifecycle.Dependencies.HELD, threads);
    }
  }

  private static void storm(long seed, JobLifecycle.Dependencies dependencies, int reporters)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(reporters + 1);
    Harness run = new Harness(JOBS, dependencies, threads);
    AtomicInteger completions = new AtomicInteger();
    try {
      List<JobHandle> handles =
          run.submit(dag(new Random(seed))).stream().map(it -> it.orElseThrow()).toList();
      List<CompletableFuture<?>> futures = new ArrayList<>();
      for (JobHandle handle : handles) {
        futures.add(handle.result().thenRun(completions::incrementAndGet));
      }
      List<CompletableFuture<?>> reporting = new ArrayList<>();
      for (int i = 0; i < reporters; i++) {
        Random random = new Random(seed * 31 + i);
        reporting.add(CompletableFuture.runAsync(() -> rain(run, random), threads));
      }
      CompletableFuture.allOf(reporting.toArray(CompletableFuture[]::new)).get();
      drainRetries(run, handles);
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(completions).as("seed %s", seed).hasValue(JOBS);
    assertThat(run.lifecycle.awaitIdle(Duration.ZERO)).isTrue();
    assertThat(run.timer.waiting()).isZero();
    for (int i = 0; i < JOBS; i++) {
      check(run, "j" + i, seed);
    }
  }

  private static List<JobSpec> dag(Random random) {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      JobSpec.Builder spec = job("j" + i).retry(RETRY);
      for (int k = random.nextInt(3); k > 0 && i > 0; k--) {
        spec.dependsOn(JobId.of("j" + random.nextInt(i)));
      }
      specs.add(spec.build());
    }
    return specs;
  }

  private static void rain(Harness run, Random random) {
    for (int i = 0; i < 1_500; i++) {
      String id = "j" + random.nextInt(JOBS);
      int attempt = 1 + random.nextInt(4);
      switch (random.nextInt(12)) {
        case 0 -> run.cancel(id);
        case 1 -> run.exit(id, attempt, random.nextInt(3) == 0 ? 1 : 0);
        case 2 -> run.fail(id, attempt, KINDS[random.nextInt(KINDS.length)]);
        case 3 -> run.timer.advance(Duration.ofMillis(random.nextInt(2_000)));
        case 4 -> run.submit(job("j0").retry(RETRY));
        default -> {
          Phase[] phases = Phase.values();
          Phase phase = phases[random.nextInt(phases.length)];
          if (phase != Phase.ENDED) {
            run.report(id, attempt, phase);
            run.report(id, attempt, phase);
          }
        }
      }
    }
  }

  /** Ends whatever attempt is under way until nothing is. */
  private static void drainRetries(Harness run, List<JobHandle> handles)
      throws InterruptedException {
    while (!run.lifecycle.awaitIdle(Duration.ZERO)) {
      for (JobHandle handle : handles) {
        TaskEnd end = TaskEnd.failed(JobFailure.of(FailureKind.NODE_LOST, "gone"));
        run.end(handle.id().value(), handle.status().attempt(), end);
      }
      run.timer.advance(Duration.ofSeconds(10));
    }
  }

  private static void check(Harness run, String id, long seed) {
    List<JobStatus> statuses = run.listener.statuses(id);
    List<JobResult> results = run.listener.results(id);
    assertThat(results).as("%s, seed %s", id, seed).hasSize(1);
    assertThat(results.get(0)).isEqualTo(run.handle(id).resultNow().orElseThrow());
    JobStatus before = null;
    for (JobStatus status : statuses) {
      if (before != null) {
        boolean explained = before.state() == JobState.QUEUED && status.state() == JobState.QUEUED;
        assertThat(explained || before.state().mayBecome(status.state()))
            .as("%s to %s of %s, seed %s", before, status, id, seed)
            .isTrue();
        assertThat(status.sequence()).isEqualTo(before.sequence() + 1);
        assertThat(status.since()).isAfterOrEqualTo(before.since());
      }
      before = status;
    }
    assertThat(statuses).filteredOn(it -> it.state().isTerminal()).hasSize(1);
    List<Integer> numbers = results.get(0).attempts().stream().map(it -> it.number()).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
  }
}
