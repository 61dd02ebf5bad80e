package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Attempt;
import io.github.lighterman.JobResult;
import io.github.lighterman.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How much of machines jobs had, and what that cost: for each attempt, the time from the start of
 * its command to its end, times the share of its node that was kept for it. What a node costs while
 * it boots, pulls images or has nothing to do is not in it, and neither are disks and traffic.
 *
 * <p>What whole pools had, idle time and all, is told by {@link AzureBatchExecutor#poolUse}.
 *
 * <p>The cost is an estimate by the prices of {@link VmSizes}, and in their currency, which is US
 * dollars for the built-in ones. It's no bill.
 *
 * @param hours of whole machines, 0 or more; an attempt of which the share isn't known counts as if
 *     it had its node to itself
 * @param unpriced how many of these hours are not in the cost, since nobody knows the machine's
 *     size or its price; 0 or more
 * @param cost of the other hours; empty if there are hours and none of them has a price
 */
public record NodeHours(double hours, double unpriced, OptionalDouble cost) {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final double MILLIS = 3_600_000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative or not finite, or there are more hours
   *     without a price than hours
   */
  public NodeHours {
    require("hours", hours);
    require("unpriced", unpriced);
    require("cost", cost.orElse(0));
    if (unpriced > hours) {
      throw new IllegalArgumentException(
          "unpriced must be at most the " + hours + " hours there are, not " + unpriced);
    }
  }

  /** Returns what all attempts of a job took together, by the prices of {@code sizes}. */
  public static NodeHours of(JobResult job, VmSizes sizes) {
    return of(List.of(job), sizes);
  }

  /** Returns what all attempts of these jobs took together, by the prices of {@code sizes}. */
  public static NodeHours of(Collection<JobResult> jobs, VmSizes sizes) {
    requireNonNull(sizes, "sizes");
    double hours = 0;
    double unpriced = 0;
    double cost = 0;
    for (JobResult job : jobs) {
      for (Attempt attempt : job.attempts()) {
        double spent = hours(attempt);
        OptionalDouble price =
            attempt
                .node()
                .map(node -> sizes.price(node.machineType().orElse(""), node.lease()))
                .orElse(NONE);
        hours += spent;
        unpriced += price.isPresent() ? 0 : spent;
        cost += spent * price.orElse(0);
      }
    }
    boolean known = cost > 0 || hours == 0;
    return new NodeHours(hours, unpriced, known ? OptionalDouble.of(cost) : NONE);
  }

  private static double hours(Attempt attempt) {
    Optional<Instant> started = attempt.started();
    if (started.isEmpty() || attempt.ended().isBefore(started.get())) {
      return 0;
    }
    double share = attempt.node().map(Node::share).orElse(NONE).orElse(1);
    return hours(Duration.between(started.get(), attempt.ended())) * share;
  }

  /** Returns a length of time in hours. */
  static double hours(Duration time) {
    return time.toMillis() / MILLIS;
  }

  private static void require(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be 0 or more, not " + value);
    }
  }
}
