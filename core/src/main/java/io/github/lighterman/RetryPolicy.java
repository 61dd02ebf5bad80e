package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * After which failures a job is tried again, how often, after how long, and with what. Every kind
 * of failure has a budget of its own, so that ten preemptions don't use up the one retry that a
 * failing command has.
 *
 * @param budgets how many times a job is tried again after each kind; a kind left out: never. 0 to
 *     1,000 each
 * @param exitCodes the exit codes for which {@link FailureKind#USER_EXIT} is tried again; empty for
 *     all
 * @param backoff how long to wait
 * @param memoryFactor what the memory claim is multiplied with after each {@link
 *     FailureKind#OUT_OF_MEMORY}, 1 to 10
 */
public record RetryPolicy(
    Map<FailureKind, Integer> budgets,
    Set<Integer> exitCodes,
    Backoff backoff,
    double memoryFactor) {
  private static final Set<FailureKind> FINAL =
      Set.of(FailureKind.CANCELLED, FailureKind.UPSTREAM, FailureKind.INVALID_SPEC);
  private static final RetryPolicy NONE = builder().build();
  private static final RetryPolicy DEFAULTS = defaults();

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range, or a kind can't be tried again
   */
  public RetryPolicy {
    budgets = Map.copyOf(budgets);
    exitCodes = Set.copyOf(exitCodes);
    requireNonNull(backoff, "backoff");
    budgets.forEach(RetryPolicy::check);
    if (!(memoryFactor >= 1 && memoryFactor <= 10)) {
      throw new IllegalArgumentException("memory factor must be 1 to 10, not " + memoryFactor);
    }
  }

  /** Returns the policy that never tries again, for engines that do so themselves. */
  public static RetryPolicy none() {
    return NONE;
  }

  /**
   * Returns the policy of a job that names none:
   *
   * <ul>
   *   <li>10 retries after {@link FailureKind#PREEMPTED};
   *   <li>2 after every other kind that is {@link FailureKind#retryableByDefault};
   *   <li>waits from 1 second, doubling, to 1 minute.
   * </ul>
   */
  public static RetryPolicy ofDefaults() {
    return DEFAULTS;
  }

  /** Returns a builder that starts with {@link #none}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.budgets.putAll(budgets);
    builder.exitCodes = exitCodes;
    builder.backoff = backoff;
    builder.memoryFactor = memoryFactor;
    return builder;
  }

  /** Returns how many times a job is tried again after {@code kind}, 0 or more. */
  public int budget(FailureKind kind) {
    return budgets.getOrDefault(kind, 0);
  }

  /** Tells whether a job is tried again after {@code failures} failures of this kind. */
  public boolean retries(FailureKind kind, Optional<Integer> exitCode, int failures) {
    boolean excluded =
        kind == FailureKind.USER_EXIT
            && !exitCodes.isEmpty()
            && !exitCodes.contains(exitCode.orElse(null));
    return !excluded && failures <= budget(kind);
  }

  private static void check(FailureKind kind, int retries) {
    if (retries < 0 || retries > 1_000) {
      throw new IllegalArgumentException(
          "retries after " + kind + " must be 0 to 1,000, not " + retries);
    }
    if (retries > 0 && FINAL.contains(kind)) {
      throw new IllegalArgumentException("a job can't be tried again after " + kind);
    }
  }

  private static RetryPolicy defaults() {
    Builder builder = builder();
    for (FailureKind kind : FailureKind.values()) {
      if (kind.retryableByDefault()) {
        builder.retry(kind, kind == FailureKind.PREEMPTED ? 10 : 2);
      }
    }
    return builder.backoff(Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1))).build();
  }

  /** Builds a {@link RetryPolicy}. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<FailureKind, Integer> budgets = new EnumMap<>(FailureKind.class);
    private Set<Integer> exitCodes = Set.of();
    private Backoff backoff = Backoff.none();
    private double memoryFactor = 1;

    private Builder() {}

    /** Sets how many times a job is tried again after {@code kind}, 0 to 1,000. */
    public Builder retry(FailureKind kind, int times) {
      budgets.put(requireNonNull(kind, "kind"), times);
      return this;
    }

    /** Sets the exit codes for which {@link FailureKind#USER_EXIT} is tried again. */
    public Builder exitCodes(Set<Integer> exitCodes) {
      this.exitCodes = exitCodes;
      return this;
    }

    /** Sets how long to wait. */
    public Builder backoff(Backoff backoff) {
      this.backoff = backoff;
      return this;
    }

    /** Sets what the memory claim is multiplied with after OUT_OF_MEMORY, 1 to 10. */
    public Builder memoryFactor(double memoryFactor) {
      this.memoryFactor = memoryFactor;
      return this;
    }

    /**
     * Returns the policy.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RetryPolicy build() {
      return new RetryPolicy(budgets, exitCodes, backoff, memoryFactor);
    }
  }
}
