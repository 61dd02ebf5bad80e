package io.github.lighterman.testing.batch.state;

import io.github.lighterman.autoscale.Metric;
import io.github.lighterman.autoscale.MetricHistory;
import io.github.lighterman.autoscale.MetricSource;
import io.github.lighterman.autoscale.PoolSize;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** What is measured of a pool: its nodes and the tasks of its jobs, not what these consume. */
final class PoolMetrics implements MetricSource {
  private final Account account;
  private final Pool pool;
  private final Map<Metric, MetricHistory> histories = new EnumMap<>(Metric.class);

  PoolMetrics(Account account, Pool pool) {
    this.account = account;
    this.pool = pool;
  }

  void sample() {
    int active = 0;
    int running = 0;
    int succeeded = 0;
    int failed = 0;
    for (Job job : account.jobs.values()) {
      if (job.pool == pool) {
        active += job.ready.size();
        running += job.running();
        succeeded += job.tasks.succeeded()[0];
        failed += job.tasks.failed()[0];
      }
    }
    record(Metric.ACTIVE_TASKS, active);
    record(Metric.RUNNING_TASKS, running);
    record(Metric.PENDING_TASKS, active + running);
    record(Metric.SUCCEEDED_TASKS, succeeded);
    record(Metric.FAILED_TASKS, failed);
    record(Metric.SAMPLE_NODE_COUNT, pool.nodes.size());
    record(Metric.USABLE_NODE_COUNT, (int) pool.nodes.values().stream().filter(Node::isUp).count());
    record(Metric.TASK_SLOTS_PER_NODE, pool.slotsPerNode());
    record(Metric.CURRENT_DEDICATED_NODES, pool.current(Node.Kind.DEDICATED));
    record(Metric.CURRENT_LOW_PRIORITY_NODES, pool.current(Node.Kind.SPOT));
    record(Metric.PREEMPTED_NODE_COUNT, preempted());
  }

  @Override
  public PoolSize size() {
    return new PoolSize(
        pool.target(Node.Kind.DEDICATED),
        pool.target(Node.Kind.SPOT),
        pool.current(Node.Kind.DEDICATED),
        pool.current(Node.Kind.SPOT),
        preempted(),
        pool.slotsPerNode());
  }

  @Override
  public MetricHistory history(Metric metric) {
    return histories.computeIfAbsent(metric, any -> MetricHistory.create());
  }

  private void record(Metric metric, int value) {
    Instant now = account.engine.now();
    history(metric).record(now, value);
  }

  private int preempted() {
    return (int)
        pool.nodes.values().stream().filter(node -> node.state == NodeState.PREEMPTED).count();
  }
}
