package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.PendingReason;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.BatchSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long pools of runs live, with drivers and without. */
final class PoolLifetimeTest {
  private static final Duration LENGTH = Duration.ofMinutes(20);

  private final AtomicInteger ids = new AtomicInteger();

  private static PoolSpec pool(PoolLifetime lifetime) {
    return PoolSpec.builder("Standard_D4s_v5")
        .scale(PoolScale.auto().nodes(0, 20).build())
        .lifetime(lifetime)
        .build();
  }

  private static WorkflowRun start(PoolDay day, PoolLifetime lifetime) {
    return day.open(config -> config.pool(pool(lifetime))).start(WorkflowSpec.of(day.rig().run()));
  }

  private List<JobHandle> submit(PoolDay day, WorkflowRun run, int count) {
    List<PoolDay.Work> work = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "job-" + ids.incrementAndGet();
      work.add(new PoolDay.Work(Rig.any(id).build(), LENGTH));
    }
    return day.submit(run, work);
  }

  private static List<String> ids(PoolDay day) {
    return day.pools().stream().map(BatchSnapshot.PoolView::id).toList();
  }

  private static void close(WorkflowRun run) {
    assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();
  }

  @Test
  void runsShareAWarmPoolThatNoCloseDeletesAndThatIsEmptyWhenNobodyNeedsIt() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> {})) {
      WorkflowRun first = start(day, PoolLifetime.KEEP_WARM);
      List<JobHandle> jobs = new ArrayList<>(submit(day, first, 40));
      day.pass(Duration.ofMinutes(15));
      WorkflowRun second = start(day, PoolLifetime.KEEP_WARM);
      jobs.addAll(submit(day, second, 40));
      List<String> pool = ids(day);
      day.pass(Duration.ofMinutes(75));
      PoolDay.results(jobs);
      close(first);
      close(second);
      day.pass(Duration.ofMinutes(90));
      int empty = day.last().all().nodes();
      List<String> kept = ids(day);
      WorkflowRun third = start(day, PoolLifetime.KEEP_WARM);
      jobs.addAll(submit(day, third, 40));
      day.pass(Duration.ofMinutes(90));
      day.plot("pool-day-warm", "Two runs on a warm pool, and a third at 3 h");

      assertThat(PoolDay.results(jobs)).hasSize(120).allMatch(it -> it.failure().isEmpty());
      assertThat(pool).hasSize(1);
      assertThat(kept).isEqualTo(pool);
      assertThat(empty).isZero();
      assertThat(day.minutes().subList(15, 45)).anyMatch(it -> it.all().nodes() > 12);
      assertThat(day.last().all().nodes()).isZero();
      close(third);
      assertThat(ids(day)).isEqualTo(pool);
      assertThat(day.rig().batch().nodeHours()).hasSize(1);
    }
  }

  @Test
  void poolOfABatchJobGrowsAndIsGoneWithTheJob() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> {})) {
      WorkflowRun run = start(day, PoolLifetime.BATCH_JOB);
      List<JobHandle> jobs = new ArrayList<>(submit(day, run, 40));
      day.settle();
      String why = Rig.pending(jobs.get(0), PendingReason.Cause.NO_NODE);
      day.pass(Duration.ofMinutes(10));
      List<String> pool = ids(day);
      jobs.addAll(submit(day, run, 40));
      day.pass(Duration.ofMinutes(100));
      day.plot("pool-day-batch-job", "A pool that lives as long as its Batch job");

      assertThat(why).contains("has no machine yet");
      assertThat(PoolDay.results(jobs)).allMatch(it -> it.failure().isEmpty());
      assertThat(pool).hasSize(1);
      assertThat(day.minutes().get(9).all().nodes()).isEqualTo(10);
      assertThat(day.minutes().get(19).all().nodes()).as("grown").isEqualTo(20);
      assertThat(ids(day)).isEmpty();
      close(run);
      assertThat(day.rig().leftovers()).isEmpty();
    }
  }

  @Test
  void nextBatchJobOfARunHasAPoolOfItsOwn() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> {})) {
      WorkflowRun run = start(day, PoolLifetime.BATCH_JOB);
      List<JobHandle> jobs = new ArrayList<>(submit(day, run, 80));
      day.pass(Duration.ofMinutes(60));
      List<String> between = ids(day);
      jobs.addAll(submit(day, run, 20));
      day.settle();
      String why = Rig.pending(jobs.get(80), PendingReason.Cause.NO_NODE);
      day.pass(Duration.ofMinutes(60));
      day.plot("pool-day-two-batch-jobs", "Two Batch jobs of one run, each with its pool");

      assertThat(between).isEmpty();
      assertThat(why).contains("has no machine yet");
      assertThat(PoolDay.results(jobs)).allMatch(it -> it.failure().isEmpty());
      assertThat(day.minutes().get(70).all().nodes()).as("of the second pool").isEqualTo(5);
      assertThat(ids(day)).isEmpty();
      close(run);
    }
  }

  @Test
  void poolOfABatchJobIsGoneWithTheJobAlsoWithoutADriver() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> {})) {
      AzureBatchExecutor driver = day.open(config -> config.pool(pool(PoolLifetime.BATCH_JOB)));
      WorkflowRun run = driver.start(WorkflowSpec.of(day.rig().run()));
      int count = submit(day, run, 100).size();
      day.pass(Duration.ofMinutes(10));
      day.kill(driver);
      day.pass(Duration.ofMinutes(110));
      day.plot(
          "pool-day-batch-job-driver-killed", "The same with the driver killed after 10 minutes");

      assertThat(ids(day)).isEmpty();
      assertThat(day.rig().states().values()).hasSize(count).containsOnly("completed");
      WorkflowRun found =
          day.open(config -> config.pool(pool(PoolLifetime.BATCH_JOB))).attach(run.id());
      assertThat(PoolDay.results(found.jobs()))
          .hasSize(count)
          .allMatch(it -> it.failure().isEmpty());
      assertThat(day.starts().values()).hasSize(count).containsOnly(1);
      close(found);
      assertThat(day.rig().leftovers()).isEmpty();
    }
  }
}
