package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.autoscale.AutoscaleFormula;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every pool that scales itself, whatever its settings and its samples are. */
final class RandomScaleTest {
  private static final Instant START = FormulaPool.START;
  private static final int CASES = 20 * Integer.getInteger("lighterman.fuzz", 1);

  /** One case: settings, what the driver told, and a pool at the beginning. */
  private static final class Case {
    final AutoScale scale;
    final ScaleHint hint;
    final int slots;
    final FormulaPool pool;

    Case(Random random) {
      this.scale = scale(random);
      this.slots = 1 + random.nextInt(random.nextBoolean() ? 4 : 256);
      Instant hintEnd = START.plusSeconds(random.nextInt(3 * 3600));
      this.hint =
          new ScaleHint(
              random.nextInt(500),
              1 + random.nextInt(3) * random.nextDouble(),
              hintEnd,
              hintEnd.plusSeconds(random.nextInt(3 * 3600)));
      this.pool = new FormulaPool(ScaleFormula.text(scale, slots, hint), scale.interval());
    }

    boolean isForgotten() {
      return !pool.now().isBefore(hint.forgottenAt());
    }

    int most() {
      return scale.nodes().most() + scale.spotNodes().most();
    }

    /** Returns what the tasks need, rounded up, within what is allowed. */
    int need(int tasks) {
      double nodes = Math.ceil(tasks * hint.slotsPerTask() / slots - 1e-9);
      return (int) Math.min(most(), nodes);
    }

    private static AutoScale scale(Random random) {
      int most = random.nextInt(60);
      int spotMost = most == 0 ? 1 + random.nextInt(60) : random.nextInt(60);
      Duration interval = Duration.ofMinutes(5 + random.nextInt(26));
      return PoolScale.auto()
          .nodes(random.nextInt(Math.min(5, most) + 1), most)
          .spotNodes(random.nextInt(Math.min(5, spotMost) + 1), spotMost)
          .first(random.nextInt(most + spotMost + 1))
          .interval(interval)
          .idle(interval.plusMinutes(random.nextInt(60)))
          .build();
    }

    void wander(Random random, int steps) {
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(20) == 0) {
          int most = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(2000);
          // Something runs at times, for else the pool would be found to be broken.
          pool.tasks(random.nextInt(most + 1), most == 0 ? 0 : 1 + random.nextInt(most));
          pool.preempted = random.nextInt(most + 1);
          pool.silent = random.nextInt(6) == 0;
        }
        pool.step();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyPoolStaysWithinItsBounds(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      Case each = new Case(random);
      for (int hour = 0; hour < 6; hour++) {
        each.wander(random, 60);
        String what = seed + "/" + i + "/" + hour + ": " + each.scale + ", " + each.hint;
        assertThat(each.pool.dedicated()).as(what).isBetween(0, each.scale.nodes().most());
        assertThat(each.pool.spot()).as(what).isBetween(0, each.scale.spotNodes().most());
        if (!each.isForgotten()) {
          assertThat(each.pool.dedicated())
              .as(what)
              .isGreaterThanOrEqualTo(each.scale.nodes().least());
          assertThat(each.pool.spot())
              .as(what)
              .isGreaterThanOrEqualTo(each.scale.spotNodes().least());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8, 9, 10})
  void everyPoolComesToZeroWithoutTasksOnceItsRunIsForgotten(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      Case each = new Case(random);
      each.wander(random, random.nextInt(400));
      each.pool.silent = false;
      each.pool.tasks(0, 0);
      each.pool.pass(Duration.between(each.pool.now(), each.hint.forgottenAt()));
      each.pool.pass(each.scale.idle().plus(each.scale.interval()).plusMinutes(2));
      assertThat(each.pool.nodes()).as("%s/%s: %s", seed, i, each.scale).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void moreTasksNeverMeanFewerNodesAndAlwaysEnough(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      Case each = new Case(random);
      each.wander(random, random.nextInt(200));
      each.pool.silent = false;
      each.pool.preempted = 0;
      int before = -1;
      for (int tasks = 1; tasks < 3000; tasks *= 3) {
        // A task runs at all times, for else the pool would be found to be broken.
        each.pool.tasks(tasks - 1, 1);
        each.pool.pass(each.scale.idle().plus(each.scale.interval()).plusMinutes(2));
        String what = seed + "/" + i + "/" + tasks + ": " + each.scale + ", " + each.hint;
        assertThat(each.pool.nodes()).as(what).isGreaterThanOrEqualTo(each.need(tasks));
        if (!each.pool.now().isBefore(each.hint.forgottenAt().plus(each.scale.interval()))) {
          assertThat(each.pool.nodes()).as(what).isEqualTo(each.need(tasks));
        } else if (before >= 0 && each.pool.now().isBefore(each.hint.until())) {
          assertThat(each.pool.nodes()).as(what).isGreaterThanOrEqualTo(before);
        }
        before = each.pool.nodes();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {16, 17, 18})
  void everyFormulaIsOneThatTheServiceTakes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      Case each = new Case(random);
      String text = ScaleFormula.text(each.scale, each.slots, each.hint);
      assertThat(AutoscaleFormula.parse(text).problems()).isEmpty();
      assertThat(text).hasSizeLessThan(8192).matches("[ -~\\n]*");
    }
  }
}
