package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class PoolScaleTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @Test
  void contradictionsAreRefusedWithTheWayOut() {
    assertRefused(() -> PoolScale.auto().nodes(3, 2), "3 is above 2", "lower the one");
    assertRefused(
        () -> PoolScale.auto().spotNodes(-1, 2), "least must be 0 to 1,000 nodes, not -1");
    assertRefused(() -> PoolScale.auto().nodes(0, 1001), "most must be 0 to 1,000 nodes, not 1001");
    assertRefused(() -> PoolScale.auto().build(), "must be allowed a node", "nodes(0, most)");
    assertRefused(() -> PoolScale.auto().nodes(0, 0).spotNodes(0, 0).build(), "allowed a node");
    assertRefused(() -> PoolScale.auto().nodes(0, 2).first(3).build(), "first must be 0 to 2");
    assertRefused(() -> PoolScale.auto().nodes(0, 2).first(-1).build(), "not -1");
    assertRefused(() -> PoolScale.fixed(0, 0), "must have a node", "PoolScale.auto()");
    assertRefused(() -> PoolScale.fixed(-1, 2), "nodes must be 0 to 1,000 nodes, not -1");
    assertRefused(() -> PoolScale.fixed(1, 2000), "spotNodes must be 0 to 1,000");
  }

  @Test
  void timesAreWithinWhatTheServiceTakes() {
    AutoScale.Builder any = PoolScale.auto().nodes(0, 2);
    assertRefused(
        () -> any.interval(Duration.ofMinutes(4)).build(), "interval must be 5 minutes", "PT4M");
    assertRefused(() -> any.interval(Duration.ofHours(169)).build(), "168 hours");
    any.interval(Duration.ofMinutes(15));
    assertRefused(
        () -> any.idle(TEN_MINUTES).build(), "idle must be 15 minutes", "between two looks");
    any.idle(Duration.ofMinutes(20));
    assertRefused(() -> any.orphanTime(Duration.ofMinutes(59)).build(), "orphanTime");
    assertRefused(() -> any.orphanTime(Duration.ofDays(181)).build(), "4320 hours");
    assertRefused(() -> PoolScale.formula("x = 1;", Duration.ofMinutes(1)), "interval");
  }

  @Test
  void idleTimeIsTheIntervalIfNoneIsGiven() {
    AutoScale scale = PoolScale.auto().nodes(0, 2).interval(TEN_MINUTES).build();

    assertThat(scale.idle()).isEqualTo(TEN_MINUTES);
    assertThat(PoolScale.auto().nodes(0, 2).build().interval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(scale.toBuilder().build()).isEqualTo(scale);
  }

  @Test
  void poolWithALeastNumberDoesNotGoToZero() {
    assertThat(PoolScale.auto().nodes(0, 2).build().goesToZero()).isTrue();
    assertThat(PoolScale.auto().nodes(1, 2).build().goesToZero()).isFalse();
    assertThat(PoolScale.auto().nodes(0, 2).spotNodes(1, 1).build().goesToZero()).isFalse();
  }

  @Test
  void formulaThatTheServiceWouldRefuseIsRefusedWithItsPlace() {
    assertRefused(
        () -> PoolScale.formula("x = 1;\n$TargetDedicatedNodes = ;", TEN_MINUTES),
        "Line 2, Col 25",
        "PoolScale.auto()",
        "learn.microsoft.com");
    assertRefused(
        () -> PoolScale.formula("$TargetDedicatedNodes = min(9, $Typo);", TEN_MINUTES),
        "Line 1, Col 32",
        "$Typo");
    assertRefused(() -> PoolScale.formula("x = 1;".repeat(2000), TEN_MINUTES), "8192 characters");
    assertThat(PoolScale.formula("$TargetDedicatedNodes = 1;", TEN_MINUTES).interval())
        .isEqualTo(TEN_MINUTES);
  }

  @Test
  void hintIsWhatADriverCanKnow() {
    Instant now = FormulaPool.START;
    assertRefused(() -> new ScaleHint(-1, 1, now, now), "slots");
    assertRefused(() -> new ScaleHint(1, 0.9, now, now), "slotsPerTask");
    assertRefused(() -> new ScaleHint(1, Double.NaN, now, now), "slotsPerTask");
    assertThat(ScaleHint.none(now).slots()).isZero();
  }

  private static void assertRefused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }
}
