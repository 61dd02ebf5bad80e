package io.github.lighterman.azure;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.BatchEmulatorBuilder;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A day of an emulated account on which executors drive runs, and what was seen of it minute by
 * minute. Time passes as fast as the executors get to know what has become of their tasks. A node
 * is there a minute after it was asked for, and can be used three minutes later.
 */
final class PoolDay implements AutoCloseable {
  static final Instant START = Instant.parse("2030-01-07T00:00:00Z");

  private static final int LOOK_EVERY = 5;

  final ManualClock clock = ManualClock.at(START);
  private final Rig rig;
  // By the id of the task.
  private final Map<String, Duration> lengths = new ConcurrentHashMap<>();
  private final Map<String, List<TaskOrder>> starts = new ConcurrentHashMap<>();
  private final List<JobHandle> watched = new ArrayList<>();
  private final List<PoolMinute> minutes = new ArrayList<>();
  private final List<AzureBatchExecutor> drivers = new ArrayList<>();

  PoolDay(Consumer<BatchEmulatorBuilder> settings) {
    ScriptedExecution execution =
        ScriptedExecution.builder().time(clock, clock).tasks(this::script).build();
    rig =
        Rig.of(
            builder ->
                settings.accept(
                    builder
                        .execution(execution)
                        .clock(clock)
                        .allocationTime(Duration.ofMinutes(1))
                        .bootTime(Duration.ofMinutes(3))
                        .spotCoreQuota(1_000_000)),
            0);
  }

  private TaskScript script(TaskOrder order) {
    String id = Rig.id(order);
    starts.computeIfAbsent(id, any -> new ArrayList<>()).add(order);
    return id.startsWith("flaky")
            && order.place().priority() == TaskOrder.NodePriority.DEDICATED
            && dedicatedStarts(id) == 1
        ? TaskScript.exit(1).after(Duration.ofMinutes(1))
        : TaskScript.succeed().after(lengths.getOrDefault(id, Duration.ZERO));
  }

  private long dedicatedStarts(String task) {
    return starts.get(task).stream()
        .filter(order -> order.place().priority() == TaskOrder.NodePriority.DEDICATED)
        .count();
  }

  Rig rig() {
    return rig;
  }

  /** Opens an executor that goes by the day's clock. */
  AzureBatchExecutor open(UnaryOperator<AzureBatchConfig.Builder> change) {
    AzureBatchExecutor executor =
        rig.open(
            config ->
                change.apply(config.pollInterval(Duration.ofMillis(10), Duration.ofMillis(10))),
            clock);
    drivers.add(executor);
    return executor;
  }

  /** Has a driver's process end. */
  void kill(AzureBatchExecutor driver) {
    driver.halt();
    watched.clear();
  }

  /** A job, and how long it takes once it runs. */
  record Work(JobSpec spec, Duration length) {}

  List<JobHandle> submit(WorkflowRun run, List<Work> jobs) {
    List<JobSpec> specs = new ArrayList<>();
    for (Work job : jobs) {
      lengths.put(TaskNames.task(job.spec().id()), job.length());
      specs.add(job.spec());
    }
    List<JobHandle> handles = new ArrayList<>();
    run.submit(specs).forEach(it -> handles.add(it.orElseThrow()));
    watched.addAll(handles);
    return handles;
  }

  /** Returns a job that is tried again only after preemptions. */
  static JobSpec.Builder job(String id) {
    return JobSpec.builder(id).shell("true").retry(RetryPolicy.none());
  }

  /** Lets the time pass, and does something before each minute, which it is told. */
  void pass(Duration time, IntConsumer beforeMinute) throws Exception {
    for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
      beforeMinute.accept(minutes.size());
      if (minutes.size() % LOOK_EVERY == 0) {
        settle();
      }
      clock.advance(Duration.ofMinutes(1));
      minutes.add(PoolMinute.of(rig.batch().snapshot(), rig.pool()));
    }
    settle();
  }

  void pass(Duration time) throws Exception {
    pass(time, minute -> {});
  }

  /** Waits until drivers know what there is to know, and have told what they want. */
  void settle() throws Exception {
    long lists = rig.batch().requestCount("Task_List");
    Map<String, String> before = rig.states();
    Rig.until(
        "drivers know of what is over",
        () ->
            watched.stream()
                .filter(job -> "completed".equals(before.get(TaskNames.task(job.id()))))
                .allMatch(job -> job.resultNow().isPresent()));
    Rig.until(
        "drivers know of " + watched.size() + " jobs",
        () -> {
          clock.advance(Duration.ZERO);
          Map<String, String> states = rig.states();
          return watched.stream().allMatch(job -> isKnown(job, states));
        });
    if (watched.stream().anyMatch(job -> job.resultNow().isEmpty() && !isHeld(job))) {
      Rig.until("a look", () -> rig.batch().requestCount("Task_List") >= lists + 2);
    }
    watched.removeIf(job -> job.resultNow().isPresent());
  }

  /** A job that is not over is at Batch, unless it waits for another, and not over there. */
  private boolean isKnown(JobHandle job, Map<String, String> states) {
    if (job.resultNow().isPresent()) {
      return true;
    }
    String there = states.get(TaskNames.task(job.id()));
    return there == null ? isHeld(job) : !there.equals("completed");
  }

  private boolean isHeld(JobHandle job) {
    List<JobId> upstream = List.copyOf(job.spec().upstream());
    return watched.stream()
        .anyMatch(other -> upstream.contains(other.id()) && other.resultNow().isEmpty());
  }

  /** Returns how often each task was started. */
  Map<String, Integer> starts() {
    Map<String, Integer> counts = new HashMap<>();
    starts.forEach((task, orders) -> counts.put(task, orders.size()));
    return counts;
  }

  List<PoolMinute> minutes() {
    return List.copyOf(minutes);
  }

  PoolMinute last() {
    return minutes.get(minutes.size() - 1);
  }

  /** Returns the hours for which there were machines. */
  double nodeHours() {
    return rig.batch().nodeHours().stream()
        .mapToDouble(line -> line.time().toSeconds() / 3600.0)
        .sum();
  }

  /** Returns which part of their slots nodes used in these minutes. */
  static double use(Stream<PoolMinute> minutes) {
    PoolMinute.Pool all =
        minutes.map(PoolMinute::all).reduce(PoolMinute.Pool.NONE, PoolMinute.Pool::plus);
    return (double) all.used() / all.slots();
  }

  static List<JobResult> results(List<JobHandle> jobs) throws Exception {
    List<JobResult> results = new ArrayList<>();
    for (JobHandle job : jobs) {
      results.add(Rig.await(job));
    }
    return results;
  }

  List<BatchSnapshot.PoolView> pools() {
    return rig.batch().pools().stream().filter(pool -> !pool.id().equals(rig.pool())).toList();
  }

  @Override
  public void close() {
    rig.close();
  }
}
