package io.github.lighterman.autoscale;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came of one evaluation. If it failed, {@code problem} says why and the targets are those
 * that the pool had.
 *
 * @param time of the evaluation
 * @param targetDedicatedNodes dedicated nodes that the pool should have, 0 or more
 * @param targetLowPriorityNodes spot nodes that the pool should have, 0 or more
 * @param option what becomes of tasks on nodes that have to go
 * @param variables the formula's own variables with their last values, as the service shows them,
 *     in the order of their names; none if the evaluation failed
 * @param problem why it failed, empty if it didn't
 */
public record AutoscaleRun(
    Instant time,
    int targetDedicatedNodes,
    int targetLowPriorityNodes,
    DeallocationOption option,
    Map<String, String> variables,
    Optional<FormulaProblem> problem) {
  /** Checks that nothing is null, and takes a copy of the variables. */
  public AutoscaleRun {
    requireNonNull(time, "time");
    requireNonNull(option, "option");
    requireNonNull(problem, "problem");
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
  }

  static AutoscaleRun of(
      Instant time,
      int dedicatedNodes,
      int lowPriorityNodes,
      DeallocationOption option,
      Map<String, Value> variables) {
    Map<String, String> shown = new TreeMap<>();
    variables.forEach((name, value) -> shown.put(name, value.toString()));
    return new AutoscaleRun(
        time, dedicatedNodes, lowPriorityNodes, option, shown, Optional.empty());
  }

  static AutoscaleRun failed(Instant time, PoolSize size, FormulaProblem problem) {
    return new AutoscaleRun(
        time,
        size.targetDedicatedNodes(),
        size.targetLowPriorityNodes(),
        DeallocationOption.REQUEUE,
        Map.of(),
        Optional.of(problem));
  }

  /** Tells whether the evaluation failed. */
  public boolean hasFailed() {
    return problem.isPresent();
  }

  /**
   * Returns all values in the service's form: {@code
   * $TargetDedicatedNodes=0;$TargetLowPriorityNodes=3;$NodeDeallocationOption=requeue}, and the
   * formula's own variables after these.
   */
  public String results() {
    StringBuilder results = new StringBuilder();
    results.append(Target.DEDICATED.variable()).append('=').append(targetDedicatedNodes);
    results.append(';').append(Target.LOW_PRIORITY.variable()).append('=');
    results.append(targetLowPriorityNodes);
    results.append(';').append(Names.OPTION).append('=').append(option);
    variables.forEach((name, value) -> results.append(';').append(name).append('=').append(value));
    return results.toString();
  }
}
