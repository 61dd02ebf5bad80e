package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Simulated days of pools that scale themselves; each leaves a picture in target/plots. */
final class ScaledDayTest {
  private static final Instant NEVER = ScaledDay.START.plus(Duration.ofDays(99));
  private static final AutoScale SCALE = PoolScale.auto().nodes(0, 60).build();

  @Test
  void nodesFollowTheLoadOfADayAndAreGoneAtItsEnd() {
    try (ScaledDay day = new ScaledDay(SCALE, 4, ScaleHint.none(NEVER))) {
      day.pass(Duration.ofHours(24), ScaledDay.rise(day, 1, 8, Integer.MAX_VALUE));
      day.plot("day", "A day on nodes of 4 slots");

      assertThat(day.unfinished()).isZero();
      assertThat(day.last().nodes()).isZero();
      assertThat(day.nodeHours() / day.idealNodeHours()).isLessThan(1.2);
    }
  }
}
