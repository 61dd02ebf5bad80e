package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How an executor deals with pools. Immutable.
 *
 * <p>Defaults: {@link VmSizes#builtIn()}, 3 preemptions, 30 minutes of patience, a pause of 15
 * minutes, a day until a pool counts as forgotten.
 *
 * @param vmSizes what is known of machines
 * @param preemptionsUntilDedicated after how many preemptions a job that may run on spot machines
 *     rather goes to dedicated ones, if a pool has them; 0 to 1,000
 * @param patience for how long jobs wait for a pool that can't run them as it is, for want of
 *     quota, machines or health, before they fail; 1 second to 30 days
 * @param soldOutPause for how long a pool that could not have machines is passed over if jobs can
 *     go to another one, 1 second to 30 days
 * @param forgottenAfter after which silence of its driver a pool that scales itself has no minimum
 *     any more, and may be deleted as a leftover once it's idle; 1 hour to 30 days
 */
public record PoolPolicy(
    VmSizes vmSizes,
    int preemptionsUntilDedicated,
    Duration patience,
    Duration soldOutPause,
    Duration forgottenAfter) {
  // Before the defaults, which are checked with them.
  private static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofDays(30);
  private static final PoolPolicy DEFAULTS =
      new PoolPolicy(
          VmSizes.builtIn(), 3, Duration.ofMinutes(30), Duration.ofMinutes(15), Duration.ofDays(1));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PoolPolicy {
    requireNonNull(vmSizes, "vmSizes");
    PoolRules.range("preemptionsUntilDedicated", preemptionsUntilDedicated, 0, 1_000);
    requireRange("patience", patience, SECOND);
    requireRange("soldOutPause", soldOutPause, SECOND);
    requireRange("forgottenAfter", forgottenAfter, Duration.ofHours(1));
  }

  /** Returns the defaults. */
  public static PoolPolicy ofDefaults() {
    return DEFAULTS;
  }

  /** Returns a copy that knows these machines. */
  public PoolPolicy withVmSizes(VmSizes vmSizes) {
    return new PoolPolicy(
        vmSizes, preemptionsUntilDedicated, patience, soldOutPause, forgottenAfter);
  }

  /** Returns a copy with so many preemptions until dedicated machines are preferred, 0 to 1,000. */
  public PoolPolicy withPreemptionsUntilDedicated(int preemptions) {
    return new PoolPolicy(vmSizes, preemptions, patience, soldOutPause, forgottenAfter);
  }

  /** Returns a copy with this patience, 1 second to 30 days. */
  public PoolPolicy withPatience(Duration patience) {
    return new PoolPolicy(
        vmSizes, preemptionsUntilDedicated, patience, soldOutPause, forgottenAfter);
  }

  /** Returns a copy that passes over a pool without machines for so long, 1 second to 30 days. */
  public PoolPolicy withSoldOutPause(Duration pause) {
    return new PoolPolicy(vmSizes, preemptionsUntilDedicated, patience, pause, forgottenAfter);
  }

  /** Returns a copy by which pools are forgotten after this silence, 1 hour to 30 days. */
  public PoolPolicy withForgottenAfter(Duration silence) {
    return new PoolPolicy(vmSizes, preemptionsUntilDedicated, patience, soldOutPause, silence);
  }

  private static void requireRange(String name, Duration value, Duration least) {
    if (requireNonNull(value, name).compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be " + least + " to 30 days, not " + value);
    }
  }
}
