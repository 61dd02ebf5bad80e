package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Days of runs whose pool follows their jobs; each leaves a picture in target/plots. */
final class PoolDayTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final PoolSpec POOL =
      PoolSpec.builder("Standard_D4s_v5").scale(PoolScale.auto().nodes(0, 40).build()).build();

  @Test
  void nodesFollowTheJobsOfADayAndAreGoneAtItsEnd() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> {})) {
      WorkflowRun run = start(day);
      Load load = new Load(day, run, 1);
      day.pass(
          DAY,
          minute -> {
            if (minute % 5 == 0 && minute < 20 * 60) {
              load.rise(minute / 60.0);
            }
          });
      plot(day, "pool-day", "A day on nodes of 4 slots", load.slotHours / 4);

      assertThat(PoolDay.results(load.jobs)).allMatch(result -> result.failure().isEmpty());
      assertThat(day.starts().values()).hasSize(load.jobs.size()).allMatch(count -> count == 1);
      assertThat(day.last().all().nodes()).isZero();
      assertThat(day.nodeHours() / (load.slotHours / 4)).isLessThan(1.3);
      assertThat(day.minutes().get(12 * 60).all().nodes()).isBetween(12, 24);
      assertThat(PoolDay.use(day.minutes().stream().filter(minute -> minute.queue() > 0)))
          .as("slots in use while there is a queue")
          .isGreaterThan(0.9);
      assertThat(day.minutes()).as("queue").allMatch(minute -> minute.queue() < 20);
      assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();
      assertThat(day.rig().leftovers()).isEmpty();
    }
  }

  @Test
  void driverKilledAtNoonLeavesAPoolThatEndsItsWorkAndItself() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> {})) {
      AzureBatchExecutor driver = day.open(config -> config.pool(POOL));
      WorkflowRun run = driver.start(WorkflowSpec.of(day.rig().run()));
      Load load = new Load(day, run, 2);
      day.pass(
          Duration.ofHours(12),
          minute -> {
            if (minute % 5 == 0) {
              load.rise(minute / 60.0);
            }
          });
      load.submit(300);
      load.submitAfter(load.jobs.subList(load.jobs.size() - 20, load.jobs.size()));
      day.settle();
      day.kill(driver);
      day.pass(Duration.ofHours(12));
      plot(day, "pool-day-driver-killed", "The driver killed at noon", load.slotHours / 4);

      assertThat(day.minutes().get(12 * 60 + 30).all().nodes()).isEqualTo(40);
      assertThat(day.minutes().subList(20 * 60, 24 * 60))
          .allMatch(minute -> minute.all().nodes() == 0);
      assertThat(day.rig().states().values()).containsOnly("completed");
      assertThat(day.rig().jobs()).isNotEmpty().allMatch(job -> job.state().equals("completed"));

      WorkflowRun found = day.open(config -> config.pool(POOL)).attach(run.id());
      List<JobHandle> jobs = found.jobs();
      assertThat(jobs).hasSameSizeAs(load.jobs);
      assertThat(PoolDay.results(jobs)).allMatch(result -> result.failure().isEmpty());
      day.pass(Duration.ofMinutes(30));
      assertThat(day.starts().values()).hasSize(jobs.size()).allMatch(count -> count == 1);
      assertThat(day.last().all().nodes()).isZero();
      assertThat(found.close(ClosePolicy.CLEAN)).deletedAllItShould();
      assertThat(day.rig().leftovers()).isEmpty();
    }
  }

  private static WorkflowRun start(PoolDay day) {
    return day.open(config -> config.pool(POOL)).start(WorkflowSpec.of(day.rig().run()));
  }

  /** Jobs that take their time. */
  private static final class Load {
    final List<JobHandle> jobs = new ArrayList<>();
    double slotHours;
    private final PoolDay day;
    private final WorkflowRun run;
    private final Random random;

    Load(PoolDay day, WorkflowRun run, long seed) {
      this.day = day;
      this.run = run;
      this.random = new Random(seed);
    }

    /** Submits what such an hour brings in five minutes: mornings and evenings little. */
    void rise(double hour) {
      double wave = Math.max(0, Math.sin(Math.PI * (hour - 2) / 18));
      submit((int) (12 * wave * wave + random.nextDouble()));
    }

    /** Submits a job for each of these, which waits for it. */
    void submitAfter(List<JobHandle> upstream) {
      List<PoolDay.Work> work = new ArrayList<>();
      for (JobHandle job : List.copyOf(upstream)) {
        work.add(
            new PoolDay.Work(
                Rig.any("after-" + job.id()).dependsOn(job.id()).build(), Duration.ofMinutes(10)));
        slotHours += 1 / 6.0;
      }
      jobs.addAll(day.submit(run, work));
    }

    void submit(int count) {
      List<PoolDay.Work> work = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Duration length = Duration.ofSeconds(600 + random.nextInt(1800));
        int number = jobs.size() + i;
        work.add(new PoolDay.Work(Rig.any("job-" + number).build(), length));
        slotHours += length.toSeconds() / 3600.0;
      }
      jobs.addAll(day.submit(run, work));
    }
  }

  private static void plot(PoolDay day, String name, String title, double ideal) {
    String hours =
        String.format(Locale.ROOT, ": %.0f node-hours, ideally %.0f", day.nodeHours(), ideal);
    day.plot(name, title + hours);
  }
}
