package io.github.lighterman.samples.bench;

import io.github.lighterman.azure.AutoScale;
import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;

/**
 * An emulated pool that scales itself. A node is there a minute after it was asked for, and can be
 * used three minutes later.
 */
final class ScaledPool implements AutoCloseable {
  private static final Instant START = Instant.parse("2030-01-07T00:00:00Z");

  private final ManualClock clock = ManualClock.at(START);
  private final BatchEmulator emulator;
  private Duration work = Duration.ZERO;
  private int tasks;
  private int minutes;
  private int nodes;
  private int mostNodes;
  private long nodeMinutes;
  private long waitedMinutes;
  private int unfinished;

  private ScaledPool(AutoScale scale, int slotsPerNode) {
    this.emulator =
        BatchEmulator.builder()
            .clock(clock)
            .allocationTime(Duration.ofMinutes(1))
            .bootTime(Duration.ofMinutes(3))
            .deletionTime(Duration.ZERO)
            .execution(
                ScriptedExecution.builder()
                    .time(clock, clock)
                    .tasks(order -> script(order.work().commandLine()))
                    .build())
            .start();
    String formula = scale.formula(slotsPerNode, START.plus(Duration.ofDays(300)));
    emulator.seed(
        """
        {"pools": [{
          "id": "pool", "vmSize": "standard_d4s_v5", "taskSlotsPerNode": %d,
          "taskSchedulingPolicy": {"nodeFillType": "pack"},
          "virtualMachineConfiguration": {
            "imageReference": {
              "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
            "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
          "enableAutoScale": true, "autoScaleEvaluationInterval": "%s",
          "autoScaleFormula": "%s"}],
         "jobs": [{"id": "job", "poolInfo": {"poolId": "pool"}}]}
        """
            .formatted(
                slotsPerNode,
                scale.interval(),
                formula.replace("\"", "\\\"").replace("\n", "\\n")));
  }

  static ScaledPool start(AutoScale scale, int slotsPerNode) {
    return new ScaledPool(scale, slotsPerNode);
  }

  private static TaskScript script(String seconds) {
    return TaskScript.succeed().after(Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /** Adds a task for each of these times. */
  void submit(List<Duration> each) {
    if (each.isEmpty()) {
      return;
    }
    StringJoiner added = new StringJoiner(",", "{\"tasks\": {\"job\": [", "]}}");
    for (Duration time : each) {
      work = work.plus(time);
      added.add(
          """
          {"id": "t%d", "commandLine": "%d"}"""
              .formatted(tasks++, time.toSeconds()));
    }
    emulator.seed(added.toString());
  }

  void passMinute() {
    clock.advance(Duration.ofMinutes(1));
    minutes++;
    BatchSnapshot seen = emulator.snapshot();
    nodes = seen.pools().get(0).nodes().size();
    mostNodes = Math.max(mostNodes, nodes);
    nodeMinutes += nodes;
    unfinished = 0;
    for (BatchSnapshot.TaskView task : seen.jobs().get(0).tasks()) {
      unfinished += task.state().equals("completed") ? 0 : 1;
      waitedMinutes += task.state().equals("active") ? 1 : 0;
    }
  }

  int nodes() {
    return nodes;
  }

  int mostNodes() {
    return mostNodes;
  }

  int minutes() {
    return minutes;
  }

  long nodeMinutes() {
    return nodeMinutes;
  }

  /** Returns how many minutes all tasks together waited for a slot. */
  long waitedMinutes() {
    return waitedMinutes;
  }

  int unfinished() {
    return unfinished;
  }

  /** Returns how long all tasks together take. */
  Duration work() {
    return work;
  }

  @Override
  public void close() {
    emulator.close();
  }
}
