package io.github.lighterman.autoscale;

/** What a formula can learn about its pool. */
public interface MetricSource {
  /** Returns how large the pool is now. It's asked for once per evaluation. */
  PoolSize size();

  /** Returns the samples of a metric, an empty history if there are none. */
  MetricHistory history(Metric metric);
}
