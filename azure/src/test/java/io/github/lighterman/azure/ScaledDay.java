package io.github.lighterman.azure;

import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * An emulated pool that scales itself, minute by minute, and what was seen of it. A node is there a
 * minute after it was asked for, and can be used three minutes later; a task's command says how
 * many seconds it takes.
 */
final class ScaledDay implements AutoCloseable {
  static final Instant START = Instant.parse("2030-01-07T00:00:00Z");

  private static final String POOL = "pool";
  private static final Set<String> USABLE = Set.of("idle", "running");

  final BatchEmulator emulator;
  private final ManualClock clock = ManualClock.at(START);
  private final int slotsPerNode;
  private final List<Minute> minutes = new ArrayList<>();
  private double work;
  private int tasks;

  /** What was seen in one minute; nodes without a machine are only among the preempted ones. */
  record Minute(int nodes, int usable, int preempted, int usedSlots, int queue) {}

  /** Begins a day on which all goes well. */
  ScaledDay(AutoScale scale, int slotsPerNode, ScaleHint hint) {
    this(scale, slotsPerNode, hint, "");
  }

  /** Begins a day on which no node gets ready, because its start task fails. */
  static ScaledDay broken(AutoScale scale, int slotsPerNode, ScaleHint hint) {
    return new ScaledDay(scale, slotsPerNode, hint, "\"startTask\": {\"commandLine\": \"fail\"},");
  }

  private ScaledDay(AutoScale scale, int slotsPerNode, ScaleHint hint, String more) {
    this.slotsPerNode = slotsPerNode;
    this.emulator =
        BatchEmulator.builder()
            .clock(clock)
            .allocationTime(Duration.ofMinutes(1))
            .bootTime(Duration.ofMinutes(3))
            .execution(
                ScriptedExecution.builder()
                    .time(clock, clock)
                    .tasks(order -> script(order.work().commandLine()))
                    .build())
            .start();
    emulator.seed(
        """
        {"pools": [{
          "id": "pool", "vmSize": "standard_d4s_v5", "taskSlotsPerNode": %d,
          "taskSchedulingPolicy": {"nodeFillType": "pack"},
          "virtualMachineConfiguration": {
            "imageReference": {
              "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
            "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
          %s "enableAutoScale": true, "autoScaleEvaluationInterval": "%s",
          "autoScaleFormula": "%s"}],
         "jobs": [{"id": "job", "poolInfo": {"poolId": "pool"}}]}
        """
            .formatted(
                slotsPerNode,
                more,
                scale.interval(),
                ScaleFormula.text(scale, slotsPerNode, hint)
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n")));
  }

  /** Adds so many tasks that take this long. */
  void submit(int count, Duration each, int slots) {
    List<String> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(
          """
          {"id": "t%d", "commandLine": "%d", "requiredSlots": %d}"""
              .formatted(tasks++, each.toSeconds(), slots));
    }
    if (!added.isEmpty()) {
      work += (double) count * slots * each.toSeconds() / 3600.0;
      emulator.seed("{\"tasks\": {\"job\": " + added + "}}");
    }
  }

  /** Lets the time pass, and does something before each minute, which it is told. */
  void pass(Duration time, Consumer<Integer> beforeMinute) {
    for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
      beforeMinute.accept(minutes.size());
      clock.advance(Duration.ofMinutes(1));
      minutes.add(look(emulator.snapshot()));
    }
  }

  /** Submits what a random day brings: mornings and evenings little, at noon much. */
  static Consumer<Integer> rise(ScaledDay day, long seed, double mostPerMinute, int lastMinute) {
    Random random = new Random(seed);
    return minute -> {
      double hour = minute / 60.0;
      if (hour < 20 && minute < lastMinute) {
        double wave = Math.max(0, Math.sin(Math.PI * (hour - 2) / 18));
        int count = (int) (mostPerMinute * wave * wave + random.nextDouble());
        for (int i = 0; i < count; i++) {
          day.submit(1, Duration.ofSeconds(300 + random.nextInt(1800)), 1);
        }
      }
    };
  }

  private static Minute look(BatchSnapshot snapshot) {
    List<BatchSnapshot.NodeView> nodes = snapshot.pools().get(0).nodes();
    int preempted = count(nodes, node -> node.state().equals("preempted"));
    return new Minute(
        nodes.size() - preempted,
        count(nodes, node -> USABLE.contains(node.state())),
        preempted,
        nodes.stream().mapToInt(BatchSnapshot.NodeView::usedSlots).sum(),
        count(snapshot.jobs().get(0).tasks(), task -> task.state().equals("active")));
  }

  private static <T> int count(List<T> all, Predicate<T> wanted) {
    return (int) all.stream().filter(wanted).count();
  }

  List<Minute> minutes() {
    return List.copyOf(minutes);
  }

  Minute last() {
    return minutes.get(minutes.size() - 1);
  }

  /** Takes away so many spot nodes that have a machine, or as many as there are. */
  void preemptSome(Random random, int count) {
    List<String> spot = new ArrayList<>();
    for (BatchSnapshot.NodeView node : emulator.snapshot().pools().get(0).nodes()) {
      if (node.id().endsWith("_p") && USABLE.contains(node.state())) {
        spot.add(node.id());
      }
    }
    Collections.shuffle(spot, random);
    spot.stream().limit(count).forEach(node -> emulator.preemptNode(POOL, node));
  }

  private static TaskScript script(String commandLine) {
    return commandLine.equals("fail")
        ? TaskScript.exit(1)
        : TaskScript.succeed().after(Duration.ofSeconds(Long.parseLong(commandLine)));
  }

  /** Returns the hours of all nodes, booting ones included. */
  double nodeHours() {
    return minutes.stream().mapToInt(Minute::nodes).sum() / 60.0;
  }

  /** Returns the hours that nodes would take whose slots are full at all times. */
  double idealNodeHours() {
    return work / slotsPerNode;
  }

  long unfinished() {
    return emulator.snapshot().jobs().get(0).tasks().stream()
        .filter(task -> !task.state().equals("completed"))
        .count();
  }

  void plot(String name, String title) {
    new Plot(
            title
                + String.format(
                    Locale.ROOT, ": %.0f node-hours, ideally %.0f", nodeHours(), idealNodeHours()),
            minutes.size() / 60.0)
        .panel(
            "Nodes",
            line("all", Minute::nodes),
            line("usable", Minute::usable),
            line("preempted, without a machine", Minute::preempted))
        .panel(
            "Slots",
            line("of all nodes", minute -> minute.nodes() * slotsPerNode),
            line("used", Minute::usedSlots))
        .panel("Queue", line("tasks that wait", Minute::queue))
        .write(name);
  }

  private Plot.Line line(String label, ToIntFunction<Minute> value) {
    return new Plot.Line(
        label, minutes.stream().map(each -> (double) value.applyAsInt(each)).toList());
  }

  @Override
  public void close() {
    emulator.close();
  }
}
