package io.github.lighterman.azure;

import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.batch.BatchEmulatorBuilder;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A {@link Rig} for pools of ours, whose clock is put forward, and which notes what ran where. */
final class PoolsRig implements AutoCloseable {
  static final PoolSpec SMALL = spec("small", "Standard_D2s_v5");
  static final PoolSpec LARGE = spec("large", "Standard_D4s_v5");

  /** Beyond the patience with a pool, and the pause after which one is tried again. */
  static final Duration LONG = Duration.ofMinutes(31);

  final Rig rig;
  private final ShiftedClock clock;
  private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
  private volatile Function<TaskOrder, TaskScript> startTasks = order -> TaskScript.succeed();

  PoolsRig() {
    this(Rig::byName, settings -> {});
  }

  PoolsRig(Function<TaskOrder, TaskScript> tasks, Consumer<BatchEmulatorBuilder> settings) {
    this(tasks, 1, settings);
  }

  /** Returns a rig for which all time, but for that between looks, passes so much faster. */
  static PoolsRig fast(int speed) {
    return new PoolsRig(Rig::byName, speed, settings -> settings.speed(speed));
  }

  private PoolsRig(
      Function<TaskOrder, TaskScript> tasks, int speed, Consumer<BatchEmulatorBuilder> settings) {
    clock = new ShiftedClock(speed);
    rig =
        Rig.scripted(
            order -> {
              if (order.place().kind() == TaskOrder.Kind.START) {
                return startTasks.apply(order);
              }
              if (order.place().kind() == TaskOrder.Kind.TASK) {
                ran.add(Rig.id(order) + "@" + pool(order.place().node().poolId()));
              }
              return tasks.apply(order);
            },
            0,
            settings);
  }

  /** Returns a rig whose nodes boot as this says. */
  static PoolsRig withNodes(Function<NodeOrder, Optional<TaskFailure>> boots) {
    return new PoolsRig(
        Rig::byName,
        settings -> settings.execution(ScriptedExecution.builder().nodes(boots).build()));
  }

  /** Returns a pool of one node with one slot. */
  static PoolSpec spec(String name, String vmSize) {
    return PoolSpec.builder(vmSize).name(name).slotsPerNode(1).scale(PoolScale.fixed(1, 0)).build();
  }

  /** Returns the name that a run has for a pool. */
  static String pool(String id) {
    return id.substring(id.lastIndexOf('_') + 1);
  }

  static JobSpec.Builder in(String pool, JobSpec.Builder job) {
    return job.resources(Resources.builder().hints(Map.of("azure-batch.pool", pool)).build());
  }

  WorkflowRun start(PoolSpec... pools) {
    return start(config -> config, pools);
  }

  WorkflowRun start(UnaryOperator<AzureBatchConfig.Builder> change, PoolSpec... pools) {
    return open(change, pools).start(WorkflowSpec.of(rig.run()));
  }

  WorkflowRun attach(RunId run, PoolSpec... pools) {
    return open(config -> config, pools).attach(run);
  }

  AzureBatchExecutor open(UnaryOperator<AzureBatchConfig.Builder> change, PoolSpec... pools) {
    PoolChoice choice = pools.length == 1 ? pools[0] : PoolChoice.anyOf(pools);
    return rig.open(config -> change.apply(config.pool(choice)), clock);
  }

  void startTasks(Function<TaskOrder, TaskScript> scripts) {
    startTasks = scripts;
  }

  /** Puts the executors' clock forward; the emulators' goes on as it did. */
  void pass(Duration time) {
    clock.pass(time);
  }

  /** Returns which tasks began and in which pools, once for each time, in order. */
  List<String> ran() {
    return new ArrayList<>(ran);
  }

  /** Returns the pool that a run has made, by its name. */
  BatchSnapshot.PoolView pool(WorkflowRun run, String name) {
    String id = TaskNames.pool(run.id(), name);
    return rig.batch().pools().stream()
        .filter(pool -> pool.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no pool " + id));
  }

  @Override
  public void close() {
    rig.close();
  }
}
