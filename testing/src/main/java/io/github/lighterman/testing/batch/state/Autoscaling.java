package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lighterman.autoscale.AutoscaleFormula;
import io.github.lighterman.autoscale.AutoscaleRun;
import io.github.lighterman.autoscale.DeallocationOption;
import io.github.lighterman.autoscale.FormulaProblem;
import io.github.lighterman.autoscale.InvalidFormulaException;
import io.github.lighterman.autoscale.MetricHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Has pools measured that scale themselves, and their formulas evaluated time and again. */
final class Autoscaling {
  private final Account account;
  private final Map<Pool, PoolMetrics> metrics = new HashMap<>();

  Autoscaling(Account account) {
    this.account = account;
  }

  /** Checks that a text is a formula. */
  static AutoscaleFormula parse(String formula) {
    try {
      return AutoscaleFormula.parse(formula);
    } catch (InvalidFormulaException e) {
      FormulaProblem problem = e.problem();
      ErrorCode code =
          problem.kind() == FormulaProblem.Kind.TOO_LONG
              ? ErrorCode.AutoScalingFormulaTooLong
              : ErrorCode.AutoScalingFormulaSyntaxError;
      throw BatchException.of(code, "Message", problem.toString());
    }
  }

  /** Begins with a pool whose formula or interval is new; the pool is evaluated at once. */
  void begin(Pool pool) {
    if (!metrics.containsKey(pool)) {
      metrics.put(pool, new PoolMetrics(account, pool));
      account.engine.after(MetricHistory.PERIOD, () -> sample(pool));
    }
    if (pool.evaluating != null) {
      pool.evaluating.cancel();
    }
    evaluateAndGoOn(pool);
  }

  /** Leaves a pool's size alone from now on. */
  void end(Pool pool) {
    metrics.remove(pool);
    if (pool.evaluating != null) {
      pool.evaluating.cancel();
      pool.evaluating = null;
    }
  }

  /** Returns what a formula would make of a pool, in the service's form. */
  ObjectNode evaluate(Pool pool, String formula) {
    return json(run(pool, formula));
  }

  private void evaluateAndGoOn(Pool pool) {
    if (pool.deleting || !pool.scalesItself()) {
      return;
    }
    AutoscaleRun run = run(pool, pool.spec.path("autoScaleFormula").asText());
    pool.autoScaleRun = json(run);
    if (!run.hasFailed()) {
      apply(pool, run);
    }
    Duration interval =
        Ticks.duration(pool.spec.path("autoScaleEvaluationInterval").asText("PT15M"));
    pool.evaluating = account.engine.after(interval, () -> evaluateAndGoOn(pool));
  }

  private void apply(Pool pool, AutoscaleRun run) {
    pool.target(Node.Kind.DEDICATED, run.targetDedicatedNodes());
    pool.target(Node.Kind.SPOT, run.targetLowPriorityNodes());
    boolean reached = true;
    for (Node.Kind kind : Node.Kind.values()) {
      reached &= pool.target(kind) == pool.current(kind);
    }
    if (!reached && pool.allocation == AllocationState.STEADY) {
      account.allocation.begin(pool, word(run.option()));
    }
  }

  /** Files aren't kept beyond a node here, so that waiting for the tasks has to do. */
  private static String word(DeallocationOption option) {
    return option == DeallocationOption.RETAINEDDATA
        ? DeallocationOption.TASKCOMPLETION.toString()
        : option.toString();
  }

  private AutoscaleRun run(Pool pool, String formula) {
    return parse(formula)
        .evaluate(
            metrics.getOrDefault(pool, new PoolMetrics(account, pool)),
            Clock.fixed(account.engine.now(), ZoneOffset.UTC));
  }

  private void sample(Pool pool) {
    PoolMetrics known = metrics.get(pool);
    if (known == null || pool.deleting) {
      metrics.remove(pool);
      return;
    }
    known.sample();
    account.engine.after(MetricHistory.PERIOD, () -> sample(pool));
  }

  private static ObjectNode json(AutoscaleRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("timestamp", Ticks.text(run.time()));
    json.put("results", run.results());
    run.problem()
        .ifPresent(
            problem -> {
              ObjectNode error = json.putObject("error");
              error.put("code", problem.kind().code());
              error.put("message", problem.kind().message());
              error
                  .putArray("values")
                  .addObject()
                  .put("name", "Message")
                  .put("value", problem.toString());
            });
    return json;
  }
}
