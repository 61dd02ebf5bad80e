package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Formulas of the kinds that are in use, over hours and days of simulated time. */
class FieldFormulasTest {
  private static final Instant START = Instant.parse("2030-01-07T00:00:00Z");
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** Samples where there are enough, else the last one; rounded up to whole nodes. */
  private static final String FROM_ZERO =
      """
      // Four tasks share a node, and there are never more than twenty nodes.
      slots  = 4;
      cap    = 20;
      window = 5 * TimeInterval_Minute;
      known  = $PendingTasks.GetSamplePercent(window);
      last   = max(0, $PendingTasks.GetSample(1));
      tasks  = known < 70 ? last : max(last, avg($PendingTasks.GetSample(window)));
      $TargetDedicatedNodes   = min(cap, (tasks + slots - 1) / slots);
      $NodeDeallocationOption = taskcompletion;
      """;

  @Test
  void poolGrowsFromZeroDrainsItsQueueAndGoesBackToZero() {
    SimulatedPool pool = new SimulatedPool(FROM_ZERO, START, FIVE_MINUTES, 4);
    pool.pass(Duration.ofMinutes(7));
    assertThat(pool.targets()).containsOnly(0);
    pool.submit(37, Duration.ofMinutes(12));
    pool.pass(Duration.ofMinutes(8));
    assertThat(pool.nodes()).isEqualTo(10);
    pool.pass(Duration.ofHours(1));
    assertThat(pool.completed()).isEqualTo(37);
    assertThat(pool.nodes()).isZero();
    assertThat(pool.runs()).noneMatch(AutoscaleRun::hasFailed);
    assertThat(pool.runs())
        .extracting(AutoscaleRun::option)
        .containsOnly(DeallocationOption.TASKCOMPLETION);
  }

  @Test
  void capHolds() {
    SimulatedPool pool = new SimulatedPool(FROM_ZERO, START, FIVE_MINUTES, 4);
    pool.submit(1_000, Duration.ofMinutes(3));
    pool.pass(Duration.ofHours(3));
    assertThat(pool.targets()).contains(20).allMatch(target -> target <= 20);
    assertThat(pool.completed()).isEqualTo(1_000);
    assertThat(pool.nodes()).isZero();
  }

  @Test
  void formulaThatStartsWithNoNodeGrowsAtTheSecondRunOnly() {
    String formula =
        """
        first = 0;
        known = $PendingTasks.GetSamplePercent(TimeInterval_Second * 180);
        wanted = known < 70 ? first : avg($PendingTasks.GetSample(TimeInterval_Second * 180));
        $TargetDedicatedNodes = min(25, wanted);
        """;
    SimulatedPool pool = new SimulatedPool(formula, START, Duration.ofMinutes(15), 1);
    pool.submit(8, Duration.ofHours(1));
    pool.pass(Duration.ofMinutes(14));
    assertThat(pool.targets()).containsExactly(0);
    pool.pass(Duration.ofMinutes(2));
    assertThat(pool.targets()).containsExactly(0, 8);
  }

  @Test
  void demandForSamplesFailsUntilThereAreEnough() {
    String formula =
        "$TargetDedicatedNodes = avg($PendingTasks.GetSample(TimeInterval_Minute * 3, 60));";
    SimulatedPool pool = new SimulatedPool(formula, START, Duration.ofMinutes(1), 1);
    pool.submit(5, Duration.ofHours(1));
    pool.pass(Duration.ofMinutes(6));
    assertThat(pool.targets()).containsExactly(0, 0, 5, 5, 5, 5);
    assertThat(pool.runs().stream().flatMap(run -> run.problem().stream()))
        .extracting(FormulaProblem::detail)
        .containsExactly(
            "Insufficient data from data set: $PendingTasks wanted 60%, received 0%",
            "Insufficient data from data set: $PendingTasks wanted 60%, received 33%");
  }

  @Test
  void averageOverAWindowLongerThanTheQueueIsOldIsCutToNothing() {
    String formula =
        "$TargetDedicatedNodes = avg($PendingTasks.GetSample(TimeInterval_Minute * 15));";
    SimulatedPool pool = new SimulatedPool(formula, START, FIVE_MINUTES, 1);
    pool.pass(Duration.ofMinutes(22));
    pool.submit(1, Duration.ofMinutes(4));
    pool.pass(Duration.ofMinutes(5));
    assertThat(pool.targets()).endsWith(0);
  }

  @Test
  void poolWithAStartUpPeriodKeepsItsFirstNodesThenFollowsItsTasks() {
    String formula =
        """
        $NodeDeallocationOption = taskcompletion;
        age     = time() - time("Mon, 07 Jan 2030 00:00:00 GMT");
        span    = TimeInterval_Second * 90;
        needed  = 10;
        $TargetDedicated = (age > TimeInterval_Minute * 2
            ? min($PendingTasks.GetSample(span, needed)) : 3);
        """;
    SimulatedPool pool = new SimulatedPool(formula, START, FIVE_MINUTES, 1);
    pool.submit(7, Duration.ofMinutes(10));
    pool.pass(Duration.ofMinutes(40));
    assertThat(pool.targets()).containsExactly(3, 7, 7, 4, 0, 0, 0, 0);
    assertThat(pool.completed()).isEqualTo(7);
  }

  @Test
  void poolThatHalvesItselfWhenIdleEndsAtZero() {
    String formula =
        """
        minutes = 5;
        age     = time() - time("2030-01-07T00:00:00.1234567Z");
        samples = $PendingTasks.GetSamplePercent(TimeInterval_Minute * minutes);
        tasks   = samples < 70 ? max(0, $PendingTasks.GetSample(1))
                : max($PendingTasks.GetSample(1), avg($PendingTasks.GetSample(minutes * TimeInterval_Minute)));
        target  = tasks > 0 ? tasks : max(0, $TargetDedicatedNodes / 2);
        $TargetDedicatedNodes = age < minutes * TimeInterval_Minute ? 6 : max(0, min(target, 10));
        $NodeDeallocationOption = taskcompletion;
        """;
    SimulatedPool pool = new SimulatedPool(formula, START, FIVE_MINUTES, 1);
    pool.pass(Duration.ofMinutes(30));
    assertThat(pool.targets()).containsExactly(6, 6, 3, 1, 0, 0);
  }

  @Test
  void timeOfDaySetsTheSize() {
    String formula =
        """
        local    = time() + TimeInterval_Hour * 7;
        atWork   = local.hour >= 8 && local.hour < 18;
        weekday  = local.weekday >= 1 && local.weekday <= 5;
        $TargetDedicatedNodes = atWork && weekday ? 20 : 10;
        """;
    SimulatedPool pool = new SimulatedPool(formula, START, Duration.ofHours(1), 1);
    pool.pass(Duration.ofDays(8));
    assertThat(pool.runs()).hasSize(8 * 24);
    for (AutoscaleRun run : pool.runs()) {
      LocalDateTime local = LocalDateTime.ofInstant(run.time(), ZoneOffset.ofHours(7));
      boolean isWork =
          local.getHour() >= 8
              && local.getHour() < 18
              && local.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
      assertThat(run.targetDedicatedNodes()).as("%s", local).isEqualTo(isWork ? 20 : 10);
    }
  }

  @Test
  void preemptedNodesAreReplacedByDedicatedOnes() {
    String formula =
        """
        most = 25;
        $TargetDedicatedNodes   = min(most, $PreemptedNodeCount.GetSample(TimeInterval_Minute * 3));
        $TargetLowPriorityNodes = min(most, most - $TargetDedicatedNodes);
        """;
    SampledPool pool = new SampledPool();
    pool.sample(Metric.PREEMPTED_NODE_COUNT, 4, 4, 4, 6, 6, 6);
    assertThat(pool.run(formula).results())
        .startsWith("$TargetDedicatedNodes=4;$TargetLowPriorityNodes=21;");
    pool.sample(Metric.PREEMPTED_NODE_COUNT, 6, 6, 6);
    assertThat(pool.run(formula).results())
        .startsWith("$TargetDedicatedNodes=6;$TargetLowPriorityNodes=19;");
  }

  @Test
  void loadOfTheProcessorsGrowsAndShrinksThePool() {
    String formula =
        """
        nodes =
            (min($CPUPercent.GetSample(TimeInterval_Minute * 10)) > 70) ?
            ($CurrentDedicatedNodes * 1.1) : $CurrentDedicatedNodes;
        nodes =
            (avg($CPUPercent.GetSample(TimeInterval_Minute * 60)) < 20) ?
            ($CurrentDedicatedNodes * 0.9) : nodes;
        $TargetDedicatedNodes = min(400, nodes)
        """;
    SampledPool busy = new SampledPool().resized(PoolSize.of(20, 0));
    busy.sample(Metric.CPU_PERCENT, 80, 90, 95, 80);
    assertThat(busy.run(formula).targetDedicatedNodes()).isEqualTo(22);
    SampledPool idle = new SampledPool().resized(PoolSize.of(20, 0));
    idle.sample(Metric.CPU_PERCENT, 5, 10, 5, 5);
    assertThat(idle.run(formula).targetDedicatedNodes()).isEqualTo(18);
    SampledPool huge = new SampledPool().resized(PoolSize.of(390, 0));
    huge.sample(Metric.CPU_PERCENT, 80, 90, 95, 80);
    assertThat(huge.run(formula).targetDedicatedNodes()).isEqualTo(400);
  }

  @Test
  void severalMetricsAreAddedWhetherOrNotTheyHaveSamples() {
    String formula =
        """
        waiting = max($ActiveTasks.GetSample(1), 0);
        running = max($RunningTasks.GetSample(1), 0);
        all = waiting + running;
        $TargetDedicatedNodes = all >= 1 ? (all > 8 ? 8 : all) : 0;
        """;
    SampledPool pool = new SampledPool();
    assertThat(pool.run(formula).targetDedicatedNodes()).isZero();
    pool.sample(Metric.RUNNING_TASKS, 2).sample(Metric.ACTIVE_TASKS, 3).pass(FIVE_MINUTES);
    assertThat(pool.run(formula).targetDedicatedNodes()).isEqualTo(5);
    pool.sample(Metric.ACTIVE_TASKS, 30).pass(FIVE_MINUTES);
    assertThat(pool.run(formula).targetDedicatedNodes()).isEqualTo(8);
  }
}
