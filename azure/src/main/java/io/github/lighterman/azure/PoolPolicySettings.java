package io.github.lighterman.azure;

import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import java.time.Duration;
import java.util.List;

/** The settings of how pools are dealt with, those that are there among them. */
final class PoolPolicySettings {
  private static final Setting<Duration> PATIENCE =
      duration(
          "pool-patience",
          "1s",
          "How long jobs wait for a pool that has no quota, no machines or none that works, before"
              + " they fail. Default: 30m");
  private static final Setting<Duration> SOLD_OUT_PAUSE =
      duration(
          "pool-sold-out-pause",
          "1s",
          "How long a pool that gets no machines is passed over, or one whose machines all fail is"
              + " kept empty. Default: 15m");
  private static final Setting<Integer> PREEMPTIONS =
      Setting.integer(
          "pool-preemptions-until-dedicated",
          0,
          1_000,
          "After how many preemptions a job rather goes to dedicated machines. Default: 3");
  private static final Setting<Duration> FORGOTTEN_AFTER =
      duration(
          "pool-forgotten-after",
          "1h",
          "After which silence of its driver a pool may be deleted as a leftover, and one that"
              + " follows the jobs has no minimum. Default: 1d");

  static final List<Setting<?>> ALL =
      List.of(PATIENCE, SOLD_OUT_PAUSE, PREEMPTIONS, FORGOTTEN_AFTER);

  private PoolPolicySettings() {}

  /** Returns the defaults but for what is set. */
  static PoolPolicy policy(ExecutorSettings settings) {
    PoolPolicy policy = PoolPolicy.ofDefaults();
    policy = settings.get(PATIENCE).map(policy::withPatience).orElse(policy);
    policy = settings.get(SOLD_OUT_PAUSE).map(policy::withSoldOutPause).orElse(policy);
    policy = settings.get(PREEMPTIONS).map(policy::withPreemptionsUntilDedicated).orElse(policy);
    return settings.get(FORGOTTEN_AFTER).map(policy::withForgottenAfter).orElse(policy);
  }

  private static Setting<Duration> duration(String name, String least, String description) {
    Setting<Duration> any = Setting.duration(name, description);
    Duration shortest = any.parser().apply(least);
    return new Setting<>(
        name,
        any.type() + ", " + least + " to 30d",
        description,
        any.sensitivity(),
        text -> {
          Duration value = any.parser().apply(text);
          if (value.compareTo(shortest) < 0 || value.compareTo(PoolPolicy.LONGEST) > 0) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        });
  }
}
