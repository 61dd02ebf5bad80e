package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.BatchEmulatorBuilder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hours of pools that don't get what they want; each leaves a picture in target/plots. */
final class TroubledPoolDayTest {
  private static final PoolSpec SMALL = spec("small", "Standard_D2s_v5");
  private static final PoolSpec LARGE = spec("large", "Standard_D4s_v5");
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  private PoolDay day = begin(settings -> {});

  private static PoolSpec spec(String name, String vmSize) {
    return PoolSpec.builder(vmSize)
        .name(name)
        .scale(PoolScale.auto().nodes(0, 10).build())
        .startTask(StartTask.of("prepare").withRetries(0))
        .build();
  }

  private static PoolDay begin(Consumer<BatchEmulatorBuilder> settings) {
    return new PoolDay(1, settings);
  }

  @AfterEach
  void close() {
    day.close();
  }

  private WorkflowRun start(PoolChoice pools) {
    return day.open(config -> config.pool(pools)).start(WorkflowSpec.of(day.rig().run()));
  }

  private List<JobHandle> submit(WorkflowRun run, String name, int count) {
    List<PoolDay.Work> work = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      work.add(new PoolDay.Work(Rig.any(name + i).build(), HALF_AN_HOUR));
    }
    return day.submit(run, work);
  }

  private void end(WorkflowRun run) {
    assertThat(day.last().all().nodes()).isZero();
    assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();
  }

  private static void allSucceeded(List<JobHandle> jobs) throws Exception {
    assertThat(PoolDay.results(jobs)).allMatch(result -> result.failure().isEmpty());
  }

  /** Draws the nodes and used slots of two pools, and the queue. */
  private void plot(String name, String title, String first, String second) {
    new Plot(title, day.minutes().size() / 60.0)
        .panel(
            "Nodes",
            day.line(PoolsRig.pool(first), minute -> minute.pool(first).nodes()),
            day.line(PoolsRig.pool(second), minute -> minute.pool(second).nodes()))
        .panel(
            "Slots in use",
            day.line(PoolsRig.pool(first), minute -> minute.pool(first).used()),
            day.line(PoolsRig.pool(second), minute -> minute.pool(second).used()))
        .panel("Queue", day.line("tasks that wait", PoolMinute::queue))
        .write(name);
  }

  @Test
  void quotaOfTenCoresIsFullUntilAllIsDone() throws Exception {
    day.close();
    day = begin(settings -> settings.dedicatedCoreQuota(10));
    WorkflowRun run = start(SMALL);
    List<JobHandle> jobs = submit(run, "job", 40);
    day.pass(Duration.ofHours(4));
    day.plot("pool-day-quota", "A quota of 10 cores for nodes of 2");

    allSucceeded(jobs);
    assertThat(day.minutes()).allMatch(minute -> minute.all().nodes() <= 5);
    assertThat(PoolDay.use(day.minutes().stream().filter(minute -> minute.queue() > 0)))
        .as("slots in use while there is a queue")
        .isGreaterThan(0.9);
    assertThat(day.nodeHours()).as("hours of nodes, 10 of which are work").isLessThan(12);
    end(run);
  }

  @Test
  void sizeThatNeverAllocatesIsPassedOverAndCostsNothing() throws Exception {
    day.rig().batch().limitDedicatedCapacity("standard_d2s_v5", 0);
    WorkflowRun run = start(PoolChoice.anyOf(SMALL, LARGE));
    String small = TaskNames.pool(run.id(), "small");
    String large = TaskNames.pool(run.id(), "large");
    List<JobHandle> jobs = submit(run, "early", 20);
    day.pass(Duration.ofHours(1));
    jobs.addAll(submit(run, "late", 20));
    day.pass(Duration.ofHours(2));
    plot("pool-day-sold-out", "The cheaper size never has a machine", small, large);

    allSucceeded(jobs);
    assertThat(day.minutes()).allMatch(minute -> minute.pool(small).nodes() == 0);
    assertThat(day.minutes().get(25).pool(large).nodes()).isBetween(4, 6);
    assertThat(day.starts().values()).hasSize(40).allMatch(count -> count == 1);
    end(run);
  }

  @Test
  void startTaskThatFailsOnEveryNodeEndsInFailedJobsAndAnEmptyPool() throws Exception {
    day.startTasks(TaskScript.exit(7).after(Duration.ofMinutes(1)));
    WorkflowRun run = start(SMALL);
    List<JobHandle> jobs = submit(run, "job", 20);
    day.pass(Duration.ofHours(2));
    List<JobHandle> later = submit(run, "later", 4);
    day.startTasks(TaskScript.succeed());
    day.pass(Duration.ofHours(2));
    day.plot("pool-day-start-task-fails", "The start task fails on every node for two hours");

    List<JobResult> results = PoolDay.results(jobs);
    assertThat(results).allMatch(it -> it.failure().orElseThrow().kind() == FailureKind.NODE_SETUP);
    allSucceeded(later);
    assertThat(day.minutes().subList(100, 120)).allMatch(minute -> minute.all().nodes() == 0);
    end(run);
  }

  @Test
  void imageThatVanishesIsReplacedInNewPoolsAndOldOnesGoOn() throws Exception {
    PoolSpec named =
        SMALL.toBuilder()
            .name("named")
            .image(PoolImage.named("canonical", "ubuntu-24_04-lts", "server"))
            .build();
    WorkflowRun before = start(spec("before", "Standard_D2s_v5"));
    List<JobHandle> jobs = submit(before, "before", 20);
    WorkflowRun stuck = start(named);
    day.pass(HALF_AN_HOUR);
    day.rig().batch().withdrawImage("canonical", "ubuntu-24_04-lts", "server");
    WorkflowRun after = start(spec("after", "Standard_D2s_v5"));
    jobs.addAll(submit(before, "more", 20));
    jobs.addAll(submit(after, "after", 20));
    List<JobHandle> refused = submit(stuck, "named", 1);
    day.pass(Duration.ofHours(3));
    plot(
        "pool-day-image-vanishes",
        "After half an hour the image is gone, and a second run comes",
        TaskNames.pool(before.id(), "before"),
        TaskNames.pool(after.id(), "after"));

    allSucceeded(jobs);
    assertThat(PoolDay.results(refused).get(0).failure().orElseThrow().message())
        .contains("ubuntu-24_04-lts");
    end(before);
    end(after);
    end(stuck);
  }
}
