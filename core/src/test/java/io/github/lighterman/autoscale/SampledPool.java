package io.github.lighterman.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;

/** A pool whose metrics a test writes, at a time that it sets; they're seen a minute late. */
final class SampledPool implements MetricSource {
  static final Instant START = Instant.parse("2030-01-07T12:00:00Z");

  private static final Duration LAG = Duration.ofMinutes(1);

  private final Map<Metric, MetricHistory> histories = new EnumMap<>(Metric.class);
  private PoolSize size = PoolSize.empty();
  private Instant now = START;

  @Override
  public PoolSize size() {
    return size;
  }

  @Override
  public MetricHistory history(Metric metric) {
    return histories.computeIfAbsent(metric, each -> MetricHistory.create(LAG));
  }

  SampledPool resized(PoolSize newSize) {
    size = newSize;
    return this;
  }

  Instant now() {
    return now;
  }

  SampledPool at(Instant time) {
    now = time;
    return this;
  }

  /** Lets 30 s pass and takes a sample at their end, for each of the values. */
  SampledPool sample(Metric metric, double... values) {
    for (double value : values) {
      now = now.plus(MetricHistory.PERIOD);
      history(metric).record(now, value);
    }
    return this;
  }

  SampledPool pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  AutoscaleRun run(String formula) {
    return AutoscaleFormula.parse(formula).evaluate(this, Clock.fixed(now, ZoneOffset.UTC));
  }

  /** Returns what the expression comes to, as the results show it. */
  String value(String expression) {
    AutoscaleRun run = run("result = " + expression + ";");
    assertThat(run.problem()).as(expression).isEmpty();
    return run.variables().getOrDefault("result", "");
  }

  /** Returns why the formula fails. */
  FormulaProblem problem(String formula) {
    AutoscaleRun run = run(formula);
    assertThat(run.problem()).as(formula).isPresent();
    return run.problem().orElseThrow();
  }
}
