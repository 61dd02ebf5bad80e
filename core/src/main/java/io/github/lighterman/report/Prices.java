package io.github.lighterman.report;

import io.github.lighterman.Node;
import java.util.OptionalDouble;

/** What an hour of a machine costs. All prices are in one currency, which the host knows. */
@FunctionalInterface
public interface Prices {
  /**
   * Returns what an hour of a whole machine costs, 0 or more, or empty if nobody knows.
   *
   * @param machineType as {@link Node#machineType} has it
   * @param lease on which terms
   */
  OptionalDouble perHour(String machineType, Node.Lease lease);

  /** Returns prices of which none is known. */
  static Prices none() {
    return (machineType, lease) -> OptionalDouble.empty();
  }
}
