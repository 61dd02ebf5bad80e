package io.github.lighterman.autoscale;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A pool that scales itself by a formula while tasks come and go, in steps of 30 seconds. A node
 * takes two minutes to boot, and only leaves when it's idle.
 */
final class SimulatedPool implements MetricSource {
  private static final Duration BOOT = Duration.ofMinutes(2);

  private final Map<Metric, MetricHistory> histories = new EnumMap<>(Metric.class);
  private final Deque<Duration> queue = new ArrayDeque<>();
  private final List<Instant> taskEnds = new ArrayList<>();
  private final List<Instant> nodeReady = new ArrayList<>();
  private final List<AutoscaleRun> runs = new ArrayList<>();
  private final AutoscaleFormula formula;
  private final Duration interval;
  private final int slots;
  private Instant now;
  private Instant nextRun;
  private int target;
  private int completed;

  SimulatedPool(String formula, Instant start, Duration interval, int slots) {
    this.formula = AutoscaleFormula.parse(formula);
    this.interval = interval;
    this.slots = slots;
    this.now = start;
    this.nextRun = start;
  }

  @Override
  public PoolSize size() {
    return new PoolSize(target, 0, nodeReady.size(), 0, 0, slots);
  }

  @Override
  public MetricHistory history(Metric metric) {
    return histories.computeIfAbsent(metric, each -> MetricHistory.create());
  }

  void submit(int tasks, Duration each) {
    for (int i = 0; i < tasks; i++) {
      queue.add(each);
    }
  }

  void pass(Duration time) {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(MetricHistory.PERIOD)) {
      step();
    }
  }

  private void step() {
    int before = taskEnds.size();
    taskEnds.removeIf(end -> !end.isAfter(now));
    completed += before - taskEnds.size();
    resize();
    long ready = nodeReady.stream().filter(time -> !time.isAfter(now)).count();
    while (!queue.isEmpty() && taskEnds.size() < ready * slots) {
      taskEnds.add(now.plus(queue.remove()));
    }
    history(Metric.ACTIVE_TASKS).record(now, queue.size());
    history(Metric.RUNNING_TASKS).record(now, taskEnds.size());
    history(Metric.PENDING_TASKS).record(now, queue.size() + taskEnds.size());
    if (!now.isBefore(nextRun)) {
      nextRun = nextRun.plus(interval);
      runs.add(formula.evaluate(this, Clock.fixed(now, ZoneOffset.UTC)));
      target = runs.get(runs.size() - 1).targetDedicatedNodes();
    }
  }

  private void resize() {
    while (nodeReady.size() < target) {
      nodeReady.add(now.plus(BOOT));
    }
    int needed = (taskEnds.size() + slots - 1) / slots;
    while (nodeReady.size() > Math.max(target, needed)) {
      nodeReady.remove(nodeReady.size() - 1);
    }
  }

  List<AutoscaleRun> runs() {
    return runs;
  }

  List<Integer> targets() {
    return runs.stream().map(AutoscaleRun::targetDedicatedNodes).toList();
  }

  int nodes() {
    return nodeReady.size();
  }

  int completed() {
    return completed;
  }
}
