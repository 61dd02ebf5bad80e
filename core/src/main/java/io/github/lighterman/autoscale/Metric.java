package io.github.lighterman.autoscale;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the service measures of a pool. A formula asks for its samples, as a read-only variable. */
public enum Metric {
  /** Average use of the processors, in percent. */
  CPU_PERCENT("$CPUPercent"),
  /** Seconds consumed. */
  WALL_CLOCK_SECONDS("$WallClockSeconds"),
  /** Average use of memory. */
  MEMORY_BYTES("$MemoryBytes"),
  /** Average use of the local disks. */
  DISK_BYTES("$DiskBytes"),
  /** Bytes read from the local disks. */
  DISK_READ_BYTES("$DiskReadBytes"),
  /** Bytes written to the local disks. */
  DISK_WRITE_BYTES("$DiskWriteBytes"),
  /** Number of reads from the local disks. */
  DISK_READ_OPS("$DiskReadOps"),
  /** Number of writes to the local disks. */
  DISK_WRITE_OPS("$DiskWriteOps"),
  /** Bytes that came in over the network. */
  NETWORK_IN_BYTES("$NetworkInBytes"),
  /** Bytes that went out over the network. */
  NETWORK_OUT_BYTES("$NetworkOutBytes"),
  /** Number of nodes. */
  SAMPLE_NODE_COUNT("$SampleNodeCount"),
  /** Number of tasks that could run and don't: those that wait for others don't count. */
  ACTIVE_TASKS("$ActiveTasks"),
  /** Number of tasks that run. */
  RUNNING_TASKS("$RunningTasks"),
  /** Number of active and running tasks. */
  PENDING_TASKS("$PendingTasks"),
  /** Number of tasks that have succeeded. */
  SUCCEEDED_TASKS("$SucceededTasks"),
  /** Number of tasks that have failed. */
  FAILED_TASKS("$FailedTasks"),
  /** Number of tasks that a node runs at a time. Is also a plain number in a formula. */
  TASK_SLOTS_PER_NODE("$TaskSlotsPerNode", PoolSize::taskSlotsPerNode),
  /** Number of dedicated nodes. Is also a plain number in a formula. */
  CURRENT_DEDICATED_NODES("$CurrentDedicatedNodes", PoolSize::currentDedicatedNodes),
  /** Number of spot nodes, preempted ones included. Is also a plain number in a formula. */
  CURRENT_LOW_PRIORITY_NODES("$CurrentLowPriorityNodes", PoolSize::currentLowPriorityNodes),
  /** Number of nodes on which tasks can run. */
  USABLE_NODE_COUNT("$UsableNodeCount"),
  /** Number of preempted nodes. Is also a plain number in a formula. */
  PREEMPTED_NODE_COUNT("$PreemptedNodeCount", PoolSize::preemptedNodes);

  private static final Map<String, Metric> BY_VARIABLE =
      Arrays.stream(values()).collect(Collectors.toMap(Metric::variable, metric -> metric));

  private final String variable;

  @SuppressWarnings("ImmutableEnumChecker") // A reference to an accessor of a record.
  private final @Nullable Function<PoolSize, Integer> present;

  Metric(String variable) {
    this(variable, null);
  }

  Metric(String variable, @Nullable Function<PoolSize, Integer> present) {
    this.variable = variable;
    this.present = present;
  }

  /** Returns its name in a formula, such as {@code $PendingTasks}. */
  public String variable() {
    return variable;
  }

  /** Returns the present value, or null if a formula can only ask for samples. */
  @Nullable Double present(PoolSize size) {
    return present == null ? null : (double) present.apply(size);
  }

  /** Tells whether a formula can use the variable as a number. */
  boolean isNumber() {
    return present != null;
  }

  /** Returns the metric with this variable, or null if there is none. */
  static @Nullable Metric of(String variable) {
    return switch (variable) {
      // The names from before there were spot nodes.
      case "$CurrentDedicated" -> CURRENT_DEDICATED_NODES;
      case "$CurrentLowPriority" -> CURRENT_LOW_PRIORITY_NODES;
      default -> BY_VARIABLE.get(variable);
    };
  }
}
