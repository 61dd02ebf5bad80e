package io.github.lighterman.testing.batch.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** Measures pools that scale themselves, and has their formulas evaluated time and again. */
final class Autoscaling {
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(30);
  private static final Duration LAG = Duration.ofMinutes(1);
  private static final int KEPT = 2880;

  private final Account account;
  private final Formulas formulas;
  private final Map<Pool, Deque<Formulas.Sample>> samples = new WeakHashMap<>();

  Autoscaling(Account account, Formulas formulas) {
    this.account = account;
    this.formulas = formulas;
  }

  void check(String formula) {
    formulas.check(formula);
  }

  /** Begins with a pool whose formula or interval is new; the pool is evaluated at once. */
  void begin(Pool pool) {
    if (samples.putIfAbsent(pool, new ArrayDeque<>()) == null) {
      account.engine.after(BETWEEN_SAMPLES, () -> sample(pool));
    }
    if (pool.evaluating != null) {
      pool.evaluating.cancel();
    }
    evaluateAndGoOn(pool);
  }

  /** Leaves a pool's size alone from now on. */
  void end(Pool pool) {
    samples.remove(pool);
    if (pool.evaluating != null) {
      pool.evaluating.cancel();
      pool.evaluating = null;
    }
  }

  /** Returns what a formula would make of a pool, in the service's form. */
  ObjectNode evaluate(Pool pool, String formula) {
    return json(result(pool, formula));
  }

  private void evaluateAndGoOn(Pool pool) {
    if (pool.deleting || !pool.scalesItself()) {
      return;
    }
    Formulas.Result result = result(pool, pool.spec.path("autoScaleFormula").asText());
    pool.autoScaleRun = json(result);
    if (result.error().isEmpty()) {
      apply(pool, result);
    }
    Duration interval =
        Ticks.duration(pool.spec.path("autoScaleEvaluationInterval").asText("PT15M"));
    pool.evaluating = account.engine.after(interval, () -> evaluateAndGoOn(pool));
  }

  private void apply(Pool pool, Formulas.Result result) {
    boolean changed = false;
    for (Map.Entry<Node.Kind, Integer> target : result.target().entrySet()) {
      changed |=
          target.getValue() != pool.target(target.getKey())
              || target.getValue() != pool.current(target.getKey());
      pool.target(target.getKey(), target.getValue());
    }
    if (changed && pool.allocation == AllocationState.STEADY) {
      account.allocation.begin(pool, result.deallocation());
    }
  }

  private Formulas.Result result(Pool pool, String formula) {
    Instant now = account.engine.now();
    List<Formulas.Sample> visible =
        samples.getOrDefault(pool, new ArrayDeque<>()).stream()
            .filter(sample -> !sample.time().isAfter(now.minus(LAG)))
            .toList();
    return formulas.evaluate(formula, size(pool), visible, now);
  }

  private static Formulas.PoolSize size(Pool pool) {
    Map<Node.Kind, Integer> current = new EnumMap<>(Node.Kind.class);
    Map<Node.Kind, Integer> target = new EnumMap<>(Node.Kind.class);
    for (Node.Kind kind : Node.Kind.values()) {
      current.put(kind, pool.current(kind));
      target.put(kind, pool.target(kind));
    }
    return new Formulas.PoolSize(current, target, preempted(pool), pool.slotsPerNode());
  }

  private ObjectNode json(Formulas.Result result) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.put("timestamp", Ticks.text(account.engine.now()));
    run.put("results", result.results());
    result
        .error()
        .ifPresent(
            error -> {
              ObjectNode json = run.putObject("error");
              json.put("code", error.getKey());
              json.put("message", error.getValue());
            });
    return run;
  }

  private void sample(Pool pool) {
    Deque<Formulas.Sample> history = samples.get(pool);
    if (history == null || pool.deleting) {
      return;
    }
    history.addLast(new Formulas.Sample(account.engine.now(), measure(pool)));
    if (history.size() > KEPT) {
      history.removeFirst();
    }
    account.engine.after(BETWEEN_SAMPLES, () -> sample(pool));
  }

  private Map<String, Double> measure(Pool pool) {
    double active = 0;
    double running = 0;
    double succeeded = 0;
    double failed = 0;
    for (Job job : account.jobs.values()) {
      if (job.pool == pool) {
        active += job.ready.size();
        running += job.running();
        succeeded += job.tasks.succeeded()[0];
        failed += job.tasks.failed()[0];
      }
    }
    Map<String, Double> values = new HashMap<>();
    values.put("$ActiveTasks", active);
    values.put("$RunningTasks", running);
    values.put("$PendingTasks", active + running);
    values.put("$SucceededTasks", succeeded);
    values.put("$FailedTasks", failed);
    values.put("$TaskSlotsPerNode", (double) pool.slotsPerNode());
    values.put("$CurrentDedicatedNodes", (double) pool.current(Node.Kind.DEDICATED));
    values.put("$CurrentLowPriorityNodes", (double) pool.current(Node.Kind.SPOT));
    values.put("$PreemptedNodeCount", (double) preempted(pool));
    values.put("$SampleNodeCount", (double) pool.nodes.size());
    return values;
  }

  private static int preempted(Pool pool) {
    return (int)
        pool.nodes.values().stream().filter(node -> node.state == NodeState.PREEMPTED).count();
  }
}
