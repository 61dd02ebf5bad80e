package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.azure.ScaledDay.Minute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** Simulated days of pools that scale themselves; each leaves a picture in target/plots. */
final class ScaledDayTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NEVER = ScaledDay.START.plus(Duration.ofDays(99));
  private static final AutoScale SCALE = PoolScale.auto().nodes(0, 60).build();
  private static final ScaleHint NO_HINT = ScaleHint.none(NEVER);

  @Test
  void nodesFollowTheLoadOfADayAndAreGoneAtItsEnd() {
    try (ScaledDay day = new ScaledDay(SCALE, 4, NO_HINT)) {
      day.pass(DAY, ScaledDay.rise(day, 1, 8, Integer.MAX_VALUE));
      day.plot("scaled-day", "A day on nodes of 4 slots");

      assertThat(day.unfinished()).isZero();
      assertThat(day.last().nodes()).isZero();
      assertThat(day.nodeHours() / day.idealNodeHours()).isLessThan(1.2);
      List<Minute> noon = day.minutes().subList(8 * 60, 16 * 60);
      assertThat(share(noon, Minute::usedSlots) / share(noon, each -> 4 * each.usable()))
          .as("slots in use at noon")
          .isGreaterThan(0.9);
      assertThat(noon).as("queue").allMatch(each -> each.queue() < 100);
    }
  }

  @Test
  void poolWithoutItsDriverWorksOffWhatThereIsAndIsEmptyThen() {
    Instant forgotten = ScaledDay.START.plus(Duration.ofHours(14));
    AutoScale scale = PoolScale.auto().nodes(3, 60).first(5).build();
    try (ScaledDay day = new ScaledDay(scale, 4, ScaleHint.none(forgotten))) {
      Consumer<Integer> rise = ScaledDay.rise(day, 2, 8, 12 * 60);
      day.pass(
          DAY,
          minute -> {
            rise.accept(minute);
            if (minute == 12 * 60) {
              day.submit(600, Duration.ofMinutes(45), 1);
            }
          });
      day.plot("driver-killed-at-noon", "The driver killed at noon, and forgotten at 14 h");

      assertThat(day.unfinished()).isZero();
      assertThat(day.minutes().get(60).nodes()).as("the least number").isEqualTo(3);
      assertThat(day.minutes().get(13 * 60).nodes()).isEqualTo(60);
      assertThat(day.minutes().get(14 * 60 + 5).usedSlots()).isGreaterThan(12);
      assertThat(day.minutes().subList(15 * 60, 24 * 60)).allMatch(each -> each.nodes() == 0);
      assertThat(day.last().nodes()).isZero();
    }
  }

  @Test
  void tasksOfSeveralSlotsFillTheNodesToo() {
    ScaleHint hint = new ScaleHint(0, 2.5, ScaledDay.START, NEVER);
    try (ScaledDay day = new ScaledDay(SCALE, 8, hint)) {
      Random random = new Random(3);
      day.pass(
          DAY,
          minute -> {
            if (minute > 60 && minute < 20 * 60) {
              day.submit(
                  random.nextInt(5),
                  Duration.ofSeconds(600 + random.nextInt(1200)),
                  1 + random.nextInt(4));
            }
          });
      day.plot("several-slots", "Tasks of 1 to 4 slots on nodes of 8");

      assertThat(day.unfinished()).isZero();
      assertThat(day.last().nodes()).isZero();
      assertThat(day.nodeHours() / day.idealNodeHours()).isLessThan(1.3);
    }
  }

  @Test
  void hintHasNodesReadyBeforeTheTasksAreThere() {
    ScaleHint hint = new ScaleHint(80, 1, ScaledDay.START.plus(Duration.ofMinutes(25)), NEVER);
    try (ScaledDay day = new ScaledDay(SCALE, 4, hint)) {
      day.pass(
          Duration.ofHours(3),
          minute -> {
            if (minute == 10) {
              day.submit(80, Duration.ofMinutes(30), 1);
            }
          });
      day.plot("hint", "80 slots that the driver knows of before the service does");

      assertThat(day.minutes().get(9).usable()).isEqualTo(20);
      assertThat(day.minutes()).allMatch(each -> each.queue() == 0);
      assertThat(day.last().nodes()).isZero();
      assertThat(day.unfinished()).isZero();
    }
  }

  @Test
  void dedicatedNodesTakeOverInAStormOfPreemptions() {
    AutoScale scale = PoolScale.auto().nodes(0, 40).spotNodes(0, 20).build();
    try (ScaledDay day = new ScaledDay(scale, 4, NO_HINT)) {
      Consumer<Integer> rise = ScaledDay.rise(day, 4, 4, Integer.MAX_VALUE);
      Random random = new Random(5);
      day.pass(
          DAY,
          minute -> {
            rise.accept(minute);
            if (minute > 8 * 60 && minute < 14 * 60 && minute % 10 == 0) {
              day.preemptSome(random, 3);
            }
          });
      day.plot(
          "preemption-storm", "Every ten minutes 3 of the spot nodes are taken away, 8 to 14 h");

      assertThat(day.unfinished()).isZero();
      assertThat(day.last().nodes()).isZero();
      assertThat(day.minutes()).as("queue").allMatch(each -> each.queue() < 150);
    }
  }

  @Test
  void poolWhoseNodesNeverWorkCostsLittle() {
    try (ScaledDay day = ScaledDay.broken(SCALE, 4, NO_HINT)) {
      day.pass(
          DAY,
          minute -> {
            if (minute == 30) {
              day.submit(400, Duration.ofMinutes(20), 1);
            }
          });
      day.plot("start-task-fails", "A start task that fails on every node");

      assertThat(day.minutes()).anyMatch(each -> each.nodes() == 60);
      assertThat(day.minutes().subList(120, 24 * 60)).allMatch(each -> each.nodes() <= 1);
      assertThat(day.nodeHours()).isLessThan(60 * 1.2 + 24 / 3.0);
    }
  }

  private static double share(List<Minute> minutes, ToIntFunction<Minute> value) {
    return minutes.stream().mapToInt(value).sum();
  }
}
