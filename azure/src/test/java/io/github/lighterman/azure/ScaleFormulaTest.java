package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a pool does that scales by the formula of this library. */
final class ScaleFormulaTest {
  private static final Instant START = FormulaPool.START;
  private static final Instant NEVER = START.plus(Duration.ofDays(1000));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ScaleHint NO_HINT = ScaleHint.none(NEVER);

  @Test
  void poolGrowsFromZeroAndGoesBackToIt() {
    FormulaPool pool = pool(PoolScale.auto().nodes(0, 20).build(), 4, NO_HINT);
    assertThat(pool.pass(MINUTE).nodes()).isZero();

    assertThat(pool.tasks(30, 0).pass(minutes(6)).nodes()).isEqualTo(8);
    assertThat(pool.tasks(0, 30).pass(minutes(6)).nodes()).isEqualTo(8);
    assertThat(pool.tasks(0, 5).pass(minutes(11)).nodes()).isEqualTo(2);
    assertThat(pool.tasks(0, 0).pass(minutes(11)).nodes()).isZero();
    assertThat(pool.tasks(1000, 0).pass(minutes(6)).nodes()).isEqualTo(20);
  }

  @Test
  void newPoolHasItsFirstNodesBeforeThereAreSamples() {
    FormulaPool pool = pool(PoolScale.auto().nodes(0, 9).first(3).build(), 1, NO_HINT);

    pool.step();

    assertThat(pool.nodes()).isEqualTo(3);
    assertThat(pool.pass(minutes(20)).nodes()).isZero();
  }

  @Test
  void tasksAreWeighedWithTheirSlots() {
    ScaleHint hint = new ScaleHint(0, 2.5, START, NEVER);
    FormulaPool pool = pool(PoolScale.auto().nodes(0, 99).build(), 8, hint);

    assertThat(pool.tasks(16, 0).pass(minutes(7)).nodes()).isEqualTo(5);
    assertThat(pool.tasks(17, 0).pass(minutes(7)).nodes()).isEqualTo(6);
  }

  @Test
  void hintCountsUntilItsEndAndNoLonger() {
    ScaleHint hint = new ScaleHint(21, 1, START.plus(minutes(30)), NEVER);
    FormulaPool pool = pool(PoolScale.auto().nodes(0, 99).build(), 4, hint);
    pool.step();
    assertThat(pool.nodes()).isEqualTo(6);

    assertThat(pool.tasks(8, 0).pass(minutes(20)).nodes())
        .as("the hint speaks of all slots, so that none is counted twice")
        .isEqualTo(6);
    assertThat(pool.pass(minutes(16)).nodes()).isEqualTo(2);
  }

  @Test
  void leastNumberIsKeptUntilTheRunIsForgotten() {
    ScaleHint hint = ScaleHint.none(START.plus(Duration.ofHours(2)));
    AutoScale scale = PoolScale.auto().nodes(2, 5).spotNodes(1, 5).first(5).build();
    FormulaPool pool = pool(scale, 1, hint);

    pool.pass(minutes(115));
    assertThat(pool.dedicated()).isEqualTo(2);
    assertThat(pool.spot()).isEqualTo(1);
    assertThat(pool.pass(minutes(11)).nodes()).isZero();
  }

  @Test
  void forgottenPoolStillWorksOffItsTasksForALimitedTime() {
    ScaleHint hint = ScaleHint.none(START.plus(Duration.ofHours(1)));
    AutoScale scale = PoolScale.auto().nodes(0, 5).orphanTime(Duration.ofHours(10)).build();
    FormulaPool pool = pool(scale, 1, hint).tasks(6, 4);

    assertThat(pool.pass(Duration.ofHours(10)).nodes()).isEqualTo(5);
    assertThat(pool.tasks(0, 3).pass(minutes(15)).nodes()).isEqualTo(3);
    assertThat(pool.pass(minutes(50)).nodes()).isZero();
  }

  @Test
  void nodesAreKeptForTheIdleTime() {
    AutoScale scale = PoolScale.auto().nodes(0, 5).idle(minutes(30)).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(0, 4);
    pool.pass(minutes(10)).tasks(0, 0);

    assertThat(pool.pass(minutes(28)).nodes()).isEqualTo(4);
    assertThat(pool.pass(minutes(8)).nodes()).isZero();
  }

  @Test
  void pauseShorterThanTheIdleTimeCostsNoNode() {
    AutoScale scale = PoolScale.auto().nodes(0, 5).idle(minutes(15)).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(0, 4).pass(minutes(7));

    for (int i = 0; i < 20; i++) {
      assertThat(pool.tasks(0, 0).pass(minutes(10)).nodes()).isEqualTo(4);
      assertThat(pool.tasks(0, 4).pass(minutes(2)).nodes()).isEqualTo(4);
    }
  }

  @Test
  void spotNodesComeFirstAndDedicatedOnesDoTheRest() {
    AutoScale scale = PoolScale.auto().nodes(1, 10).spotNodes(0, 6).build();
    FormulaPool pool = pool(scale, 2, NO_HINT);

    assertShare(pool.tasks(0, 0).pass(minutes(12)), 1, 0);
    assertShare(pool.tasks(3, 0).pass(minutes(12)), 1, 1);
    assertShare(pool.tasks(14, 0).pass(minutes(12)), 1, 6);
    assertShare(pool.tasks(19, 0).pass(minutes(12)), 4, 6);
    assertShare(pool.tasks(500, 0).pass(minutes(12)), 10, 6);
  }

  @Test
  void dedicatedNodesStandInForPreemptedOnes() {
    AutoScale scale = PoolScale.auto().nodes(0, 10).spotNodes(0, 6).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(0, 6).pass(minutes(12));
    assertShare(pool, 0, 6);

    pool.preempted = 4;
    assertShare(pool.pass(minutes(6)), 4, 6);
    pool.preempted = 0;
    assertShare(pool.pass(minutes(6)), 0, 6);
  }

  @Test
  void otherSpotNodesStandInForPreemptedOnesWhereTheMostAllows() {
    AutoScale scale = PoolScale.auto().spotNodes(0, 7).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(0, 4).pass(minutes(12));

    pool.preempted = 2;
    assertShare(pool.pass(minutes(6)), 0, 6);
    pool.preempted = 6;
    assertShare(pool.pass(minutes(6)), 0, 7);
    pool.tasks(0, 0);
    assertShare(pool.pass(minutes(12)), 0, 0);
  }

  @Test
  void brokenPoolCostsLittleInAWeek() {
    AutoScale scale = PoolScale.auto().nodes(5, 50).first(10).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(1000, 0);

    pool.pass(minutes(50));
    assertThat(pool.nodes()).isEqualTo(50);
    pool.pass(minutes(15));
    assertThat(pool.nodes()).isZero();
    double first = pool.nodeHours();
    pool.most = 0;
    pool.pass(Duration.ofDays(7));

    assertThat(pool.most).as("tried with a node at a time").isEqualTo(1);
    assertThat(pool.nodeHours() - first).isBetween(20.0, 168 / 3.0);
  }

  @Test
  void brokenPoolIsFoundHoweverRarelyTheServiceLooks() {
    for (int hours : new int[] {1, 3, 8, 24}) {
      AutoScale scale = PoolScale.auto().nodes(0, 10).interval(Duration.ofHours(hours)).build();
      FormulaPool pool = pool(scale, 1, NO_HINT).tasks(99, 0);
      pool.pass(Duration.ofHours(2L * hours + 1));
      pool.most = 0;
      pool.pass(Duration.ofDays(20));
      assertThat(pool.most).as("looked at every %s hours", hours).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void poolThatWorksAgainGrowsAgain() {
    FormulaPool pool = pool(PoolScale.auto().nodes(0, 50).build(), 1, NO_HINT).tasks(40, 0);
    pool.pass(Duration.ofHours(5));
    assertThat(pool.nodes()).isLessThanOrEqualTo(1);

    while (pool.nodes() == 0 || !pool.isUp()) {
      pool.step();
    }
    pool.tasks(39, 1).pass(minutes(7));

    assertThat(pool.nodes()).isEqualTo(40);
  }

  @Test
  void poolIsNotBrokenWhileItsNodesAreOnlyPreempted() {
    AutoScale scale = PoolScale.auto().spotNodes(0, 5).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(5, 0);
    pool.preempted = 5;

    assertThat(pool.pass(Duration.ofHours(6)).nodes()).isEqualTo(5);
  }

  @Test
  void newFormulaGoesOnWithTheSamplesOfTheOld() {
    AutoScale scale = PoolScale.auto().nodes(0, 9).first(9).build();
    FormulaPool pool = pool(scale, 1, NO_HINT).tasks(0, 2).pass(minutes(30));

    pool.renew(ScaleFormula.text(scale, 1, new ScaleHint(4, 1, NEVER, NEVER))).step();
    assertThat(pool.nodes()).isEqualTo(4);
    pool.renew(ScaleFormula.text(scale, 1, NO_HINT)).step();
    assertThat(pool.nodes()).isEqualTo(2);
  }

  @Test
  void textIsAlwaysTheSameAndShort() {
    AutoScale scale =
        PoolScale.auto().nodes(1000, 1000).spotNodes(1000, 1000).idle(Duration.ofDays(7)).build();
    ScaleHint hint = new ScaleHint(Integer.MAX_VALUE, 255.999, NEVER, NEVER.plusMillis(1));

    assertThat(ScaleFormula.text(scale, 256, hint))
        .isEqualTo(ScaleFormula.text(scale.toBuilder().build(), 256, hint))
        .hasSizeLessThan(3000);
  }

  private static void assertShare(FormulaPool pool, int dedicated, int spot) {
    assertThat(pool.dedicated()).as("dedicated").isEqualTo(dedicated);
    assertThat(pool.spot()).as("spot").isEqualTo(spot);
  }

  private static FormulaPool pool(AutoScale scale, int slots, ScaleHint hint) {
    return new FormulaPool(ScaleFormula.text(scale, slots, hint), scale.interval());
  }

  private static Duration minutes(int count) {
    return Duration.ofMinutes(count);
  }
}
