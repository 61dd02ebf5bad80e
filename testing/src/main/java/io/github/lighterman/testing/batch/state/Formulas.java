package io.github.lighterman.testing.batch.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Understands the formulas by which pools scale themselves. */
public interface Formulas {
  /**
   * Checks that a formula can be understood.
   *
   * @throws BatchException with the service's error if not
   */
  void check(String formula);

  /** Returns what a formula makes of a pool. */
  Result evaluate(String formula, PoolSize size, List<Sample> history, Instant now);

  /**
   * The size of a pool.
   *
   * @param current nodes that it has, by kind
   * @param target nodes that it should have, by kind
   * @param preempted nodes that were taken away
   * @param slotsPerNode how many tasks a node can run at a time
   */
  record PoolSize(
      Map<Node.Kind, Integer> current,
      Map<Node.Kind, Integer> target,
      int preempted,
      int slotsPerNode) {}

  /**
   * What was measured at a time.
   *
   * @param time when
   * @param values by the name of the metric, with its dollar sign
   */
  record Sample(Instant time, Map<String, Double> values) {}

  /**
   * What came of an evaluation.
   *
   * @param results all variables as the service shows them
   * @param target nodes that the pool should have; those that the formula doesn't name are absent
   * @param deallocation what becomes of running tasks when nodes go
   * @param error a code and a message, if it failed
   */
  record Result(
      String results,
      Map<Node.Kind, Integer> target,
      String deallocation,
      Optional<Map.Entry<String, String>> error) {}
}
