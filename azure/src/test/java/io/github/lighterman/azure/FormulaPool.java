package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.autoscale.AutoscaleFormula;
import io.github.lighterman.autoscale.AutoscaleRun;
import io.github.lighterman.autoscale.DeallocationOption;
import io.github.lighterman.autoscale.Metric;
import io.github.lighterman.autoscale.MetricHistory;
import io.github.lighterman.autoscale.MetricSource;
import io.github.lighterman.autoscale.PoolSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;

/**
 * A pool in steps of 30 seconds whose nodes are what its formula wants, four minutes later, and
 * whose tasks are what a test says.
 */
final class FormulaPool implements MetricSource {
  static final Instant START = Instant.parse("2030-01-07T12:00:00Z");

  private static final int BOOT_STEPS = 8;

  private final Map<Metric, MetricHistory> histories = new EnumMap<>(Metric.class);
  private final Duration interval;
  private AutoscaleFormula formula;
  private Instant now = START;
  private Instant nextRun = START;
  private int dedicated;
  private int spot;
  private int sinceGrown;
  private long nodeSteps;
  int active;
  int running;
  int preempted;
  int most;

  /** Whether no sample is taken at present. */
  boolean silent;

  FormulaPool(String formula, Duration interval) {
    this.formula = AutoscaleFormula.parse(formula);
    this.interval = interval;
    assertThat(this.formula.problems()).as(formula).isEmpty();
  }

  @Override
  public PoolSize size() {
    return new PoolSize(dedicated, spot, dedicated, spot, Math.min(preempted, spot), 1);
  }

  @Override
  public MetricHistory history(Metric metric) {
    return histories.computeIfAbsent(metric, any -> MetricHistory.create());
  }

  Instant now() {
    return now;
  }

  int dedicated() {
    return dedicated;
  }

  int spot() {
    return spot;
  }

  int nodes() {
    return dedicated + spot;
  }

  /** Tells whether there are nodes, and have been for as long as one takes to boot. */
  boolean isUp() {
    return nodes() > 0 && sinceGrown >= BOOT_STEPS;
  }

  double nodeHours() {
    return nodeSteps / 120.0;
  }

  FormulaPool tasks(int nowActive, int nowRunning) {
    active = nowActive;
    running = nowRunning;
    return this;
  }

  FormulaPool renew(String text) {
    formula = AutoscaleFormula.parse(text);
    nextRun = now;
    return this;
  }

  FormulaPool pass(Duration time) {
    for (Instant end = now.plus(time); now.isBefore(end); ) {
      step();
    }
    return this;
  }

  void step() {
    if (!now.isBefore(nextRun)) {
      nextRun = now.plus(interval);
      apply(evaluate());
    }
    now = now.plus(MetricHistory.PERIOD);
    nodeSteps += nodes();
    sinceGrown++;
    if (!silent) {
      sample();
    }
  }

  private void sample() {
    record(Metric.ACTIVE_TASKS, active);
    record(Metric.RUNNING_TASKS, running);
    record(Metric.PENDING_TASKS, active + running);
    record(Metric.CURRENT_DEDICATED_NODES, dedicated);
    record(Metric.CURRENT_LOW_PRIORITY_NODES, spot);
    record(Metric.PREEMPTED_NODE_COUNT, Math.min(preempted, spot));
  }

  AutoscaleRun evaluate() {
    AutoscaleRun run = formula.evaluate(this, Clock.fixed(now, ZoneOffset.UTC));
    assertThat(run.problem()).as("%s at %s", formula, now).isEmpty();
    assertThat(run.option()).isEqualTo(DeallocationOption.TASKCOMPLETION);
    return run;
  }

  private void apply(AutoscaleRun run) {
    if (run.targetDedicatedNodes() + run.targetLowPriorityNodes() > nodes()) {
      sinceGrown = 0;
    }
    dedicated = run.targetDedicatedNodes();
    spot = run.targetLowPriorityNodes();
    most = Math.max(most, nodes());
  }

  private void record(Metric metric, int value) {
    history(metric).record(now, value);
  }
}
