package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Node;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spot nodes vanish all the time, and every job gets to its end. */
final class PreemptionStormTest {
  private static final PoolSpec SPOT =
      PoolSpec.builder("Standard_D4s_v5")
          .name("spot")
          .scale(PoolScale.auto().spotNodes(0, 6).build())
          .build();
  private static final PoolSpec DEDICATED =
      SPOT.toBuilder().name("dedicated").scale(PoolScale.auto().nodes(0, 6).build()).build();
  private static final RetryPolicy RETRY =
      RetryPolicy.builder()
          .retry(FailureKind.PREEMPTED, 10)
          .retry(FailureKind.USER_EXIT, 1)
          .build();

  private final List<PoolDay.Work> work = new ArrayList<>();

  private void add(String id, Spot spot, String... upstream) {
    JobSpec.Builder job =
        Rig.any(id).retry(RETRY).resources(Resources.builder().spot(spot).build());
    for (String other : upstream) {
      job.dependsOn(JobId.of(other));
    }
    work.add(new PoolDay.Work(job.build(), Duration.ofMinutes(25)));
  }

  @Test
  void jobsGoToDedicatedNodesAfterSomePreemptionsAndAllSucceed() throws Exception {
    try (PoolDay day = new PoolDay(5, settings -> settings.recoveryTime(Duration.ofMinutes(6)))) {
      WorkflowRun run =
          day.open(config -> config.pool(PoolChoice.anyOf(SPOT, DEDICATED)))
              .start(WorkflowSpec.of(day.rig().run()));
      for (int i = 0; i < 24; i++) {
        add("spot-" + i, Spot.ALLOW);
      }
      for (int i = 0; i < 6; i++) {
        add("first-" + i, Spot.firstAttempts(2));
        add("flaky-" + i, Spot.ALLOW);
        add("after-" + i, Spot.NEVER, "spot-" + i);
        add("last-" + i, Spot.ALLOW, "after-" + i);
      }
      List<JobHandle> jobs = day.submit(run, work);
      String spot = TaskNames.pool(run.id(), "spot");
      String dedicated = TaskNames.pool(run.id(), "dedicated");
      Random random = new Random(7);
      day.pass(
          Duration.ofHours(4),
          minute -> {
            if (minute % 5 == 0) {
              day.preempt(spot, node -> random.nextInt(2) == 0);
            }
          });
      plot(day, spot, dedicated);

      assertThat(PoolDay.results(jobs)).allMatch(result -> result.failure().isEmpty());
      assertThat(day.last().all().nodes()).isZero();
      assertThat(day.minutes().get(10).pool(dedicated).nodes())
          .as("nodes for jobs that wait for others")
          .isZero();
      assertThat(day.taken().values()).as("how often nodes were lost").contains(3);
      jobs.forEach(job -> check(job, day));
      assertThat(jobs)
          .as("a job that lost as many nodes as it may, and then failed once by itself")
          .anyMatch(
              job ->
                  PoolDay.preemptions(job) == 3
                      && PoolDay.failures(job, FailureKind.USER_EXIT) == 1);
    }
  }

  private static void check(JobHandle job, PoolDay day) {
    String task = job.id().value();
    int preemptions = PoolDay.preemptions(job);
    assertThat(preemptions)
        .as(task)
        .isEqualTo(day.taken().getOrDefault(task, 0))
        .isLessThanOrEqualTo(task.startsWith("first") ? 2 : 3);
    assertThat(job.attempts())
        .as(task)
        .hasSize(1 + preemptions + PoolDay.failures(job, FailureKind.USER_EXIT));
    assertThat(job.attempts().get(job.attempts().size() - 1).node().orElseThrow().lease())
        .as(task)
        .isEqualTo(isDedicated(task, preemptions) ? Node.Lease.DEDICATED : Node.Lease.SPOT);
    if (task.startsWith("after")) {
      assertThat(day.starts().get(task)).as(task).isEqualTo(1);
    }
  }

  private static boolean isDedicated(String task, int preemptions) {
    return task.startsWith("after")
        || preemptions == 3
        || (task.startsWith("first") && preemptions == 2);
  }

  private static void plot(PoolDay day, String spot, String dedicated) {
    new Plot("Every 5 minutes half of the spot nodes are taken away", day.minutes().size() / 60.0)
        .panel(
            "Nodes",
            day.line("spot", minute -> minute.pool(spot).nodes()),
            day.line("dedicated", minute -> minute.pool(dedicated).nodes()),
            day.line("preempted", minute -> minute.pool(spot).preempted()))
        .panel(
            "Slots in use",
            day.line("spot", minute -> minute.pool(spot).used()),
            day.line("dedicated", minute -> minute.pool(dedicated).used()))
        .panel("Queue", day.line("tasks that wait", PoolMinute::queue))
        .write("pool-day-preemption-storm");
  }
}
