package io.github.lighterman.report;

import io.github.lighterman.Attempt;
import io.github.lighterman.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An attempt and what it cost.
 *
 * @param attempt which
 * @param started when its command started, if it did; a run that was found again may know only how
 *     long it took
 * @param run how long its command ran, if it did
 * @param cost empty if nobody knows the price of its machine
 */
record PricedAttempt(
    Attempt attempt, Optional<Instant> started, Optional<Duration> run, OptionalDouble cost) {
  private static final double HOUR = Duration.ofHours(1).toMillis();

  static PricedAttempt of(Attempt attempt, Prices prices) {
    Optional<Instant> started =
        attempt.started().or(() -> attempt.usage().wall().map(attempt.ended()::minus));
    Optional<Duration> run =
        started
            .map(start -> Duration.between(start, attempt.ended()))
            .map(time -> time.isNegative() ? Duration.ZERO : time);
    return new PricedAttempt(attempt, started, run, cost(attempt, run, prices));
  }

  private static OptionalDouble cost(Attempt attempt, Optional<Duration> run, Prices prices) {
    if (run.isEmpty() || attempt.node().isEmpty()) {
      return OptionalDouble.empty();
    }
    Node node = attempt.node().get();
    OptionalDouble price =
        node.machineType()
            .map(type -> prices.perHour(type, node.lease()))
            .orElse(OptionalDouble.empty());
    return price.isEmpty()
        ? price
        : OptionalDouble.of(
            price.getAsDouble() * node.share().orElse(1) * run.get().toMillis() / HOUR);
  }
}
