package io.github.lighterman.azure;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A day of an emulated account on which executors drive runs, and what was seen of it minute by
 * minute. Time passes as fast as the executors get to know what has become of their tasks. A node
 * is there a minute after it was asked for, and can be used three minutes later.
 */
final class PoolDay implements AutoCloseable {
  static final Instant START = Instant.parse("2030-01-07T00:00:00Z");

  private static final Duration AFTERWARDS = Duration.ofMinutes(20);

  final ManualClock clock = ManualClock.at(START);
  private final Rig rig;
  // By the id of the task.
  private final Map<String, Duration> lengths = new ConcurrentHashMap<>();
  private final Map<String, List<TaskOrder>> starts = new ConcurrentHashMap<>();
  private final List<JobHandle> watched = new ArrayList<>();
  private final List<PoolMinute> minutes = new ArrayList<>();
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final int lookEvery;
  private volatile TaskScript startTasks = TaskScript.succeed();
  private Instant busy = START;

  /** Begins a day on which drivers look every so many minutes. */
  PoolDay(int lookEvery, Consumer<BatchEmulatorBuilder> settings) {
    this.lookEvery = lookEvery;
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
    if (order.place().kind() == TaskOrder.Kind.START) {
      return startTasks;
    }
    String id = Rig.id(order);
    starts.computeIfAbsent(id, any -> new ArrayList<>()).add(order);
    return id.startsWith("flaky")
            && order.place().priority() == TaskOrder.NodePriority.DEDICATED
            && dedicatedStarts(id) == 1
        ? TaskScript.exit(1).after(Duration.ofMinutes(1))
        : TaskScript.succeed().after(lengths.getOrDefault(id, Duration.ZERO));
  }

  private long dedicatedStarts(String task) {
    return starts.getOrDefault(task, List.of()).stream()
        .filter(order -> order.place().priority() == TaskOrder.NodePriority.DEDICATED)
        .count();
  }

  Rig rig() {
    return rig;
  }

  /** Opens an executor that goes by the day's clock. */
  AzureBatchExecutor open(UnaryOperator<AzureBatchConfig.Builder> change) {
    return rig.open(
        config -> change.apply(config.pollInterval(Duration.ofMillis(10), Duration.ofMillis(10))),
        clock);
  }

  /** Has start tasks of nodes that boot from now on do this. */
  void startTasks(TaskScript script) {
    startTasks = script;
  }

  /** Has a driver's process end. */
  void kill(AzureBatchExecutor driver) {
    driver.halt();
    watched.clear();
  }

  /** What happens at the start of each minute. */
  interface Minutely {
    void begin(int minute) throws Exception;
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

  /** Lets the time pass, and does something before each minute, which it is told. */
  void pass(Duration time, Minutely beforeMinute) throws Exception {
    for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
      beforeMinute.begin(minutes.size());
      if (minutes.size() % lookEvery == 0) {
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

  private boolean nobodyLooks() {
    return watched.stream().allMatch(job -> isOver(job) || isHeld(job));
  }

  /** Waits until drivers know what there is to know, and have told what they want. */
  void settle() throws Exception {
    Map<String, String> before = rig.states();
    // Without asking the emulator, which has enough to do.
    Rig.until(
        "drivers know of what is over",
        () -> watched.stream().allMatch(job -> isOver(job) || isNoNews(job, before)));
    Rig.until(
        "drivers have sent what they have",
        () -> {
          clock.advance(Duration.ZERO);
          Map<String, String> states = rig.states();
          return watched.stream().allMatch(job -> isOver(job) || isThere(job, states));
        });
    if (!nobodyLooks()) {
      long lists = rig.batch().requestCount("Task_List") + 2;
      long looks = looks() + 2L * pools().size();
      // The last job that is looked for may end meanwhile.
      Rig.until(
          "a look at tasks and pools",
          () ->
              nobodyLooks()
                  || (rig.batch().requestCount("Task_List") >= lists && looks() >= looks));
      busy = clock.instant();
    } else if (clock.instant().isBefore(busy.plus(AFTERWARDS))) {
      quiet();
    }
    watched.removeIf(PoolDay::isOver);
  }

  private long looks() {
    return rig.batch().requestCount("Pool_Get");
  }

  /**
   * Waits until drivers that have nothing to look at, but for their pools, have told what there is
   * to tell.
   */
  private void quiet() throws Exception {
    AtomicLong count = new AtomicLong();
    AtomicInteger same = new AtomicInteger();
    Rig.until(
        "drivers want nothing",
        () -> {
          long now =
              rig.batch().requestCount() - looks() - rig.batch().requestCount("ComputeNode_List");
          return (count.getAndSet(now) == now ? same.incrementAndGet() : same.getAndSet(0)) > 15;
        });
  }

  private static boolean isOver(JobHandle job) {
    return job.resultNow().isPresent();
  }

  private boolean isNoNews(JobHandle job, Map<String, String> states) {
    String task = TaskNames.task(job.id());
    return preemptions(job) == taken.getOrDefault(task, 0)
        && (!"completed".equals(states.get(task)) || task.startsWith("flaky"));
  }

  /** A job that is not over is at Batch, as its driver knows, unless it waits for another. */
  private boolean isThere(JobHandle job, Map<String, String> states) {
    String there = states.get(TaskNames.task(job.id()));
    return there == null
        ? isHeld(job)
        : there.equals("running")
            ? job.status().state() == JobState.RUNNING
            : there.equals("active");
  }

  private boolean isHeld(JobHandle job) {
    List<JobId> upstream = List.copyOf(job.spec().upstream());
    return watched.stream().anyMatch(other -> upstream.contains(other.id()) && !isOver(other));
  }

  /** Returns how often a job has lost its node, as far as its driver knows. */
  static int preemptions(JobHandle job) {
    return failures(job, FailureKind.PREEMPTED);
  }

  /** Returns how many of its attempts have failed with this. */
  static int failures(JobHandle job, FailureKind kind) {
    return (int)
        job.attempts().stream()
            .flatMap(attempt -> attempt.failure().stream())
            .filter(failure -> failure.kind() == kind)
            .count();
  }

  /**
   * Takes the machine of such nodes away if they run something, but for the last one, and waits
   * until drivers know of each.
   */
  void preempt(String pool, Predicate<BatchSnapshot.NodeView> which) throws Exception {
    settle();
    List<String> chosen = nodes(pool).filter(which).map(BatchSnapshot.NodeView::id).toList();
    for (String id : chosen) {
      // What another has lost may be here by now.
      List<BatchSnapshot.NodeView> busy =
          nodes(pool).filter(node -> node.state().equals("running")).toList();
      for (BatchSnapshot.NodeView node : busy) {
        if (node.id().equals(id) && busy.size() > 1) {
          for (String task : node.tasks()) {
            taken.merge(task.substring(task.indexOf('/') + 1), 1, Integer::sum);
          }
          rig.batch().preemptNode(pool, id);
          settle();
        }
      }
    }
  }

  private Stream<BatchSnapshot.NodeView> nodes(String pool) {
    return pools().stream()
        .filter(view -> view.id().equals(pool))
        .flatMap(view -> view.nodes().stream());
  }

  /** Returns how often each task has lost its node. */
  Map<String, Integer> taken() {
    return Map.copyOf(taken);
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

  /** Draws nodes, slots and queue over the day. */
  void plot(String name, String title) {
    new Plot(title, minutes().size() / 60.0)
        .panel(
            "Nodes",
            line("all", minute -> minute.all().nodes()),
            line("usable", minute -> minute.all().usable()))
        .panel(
            "Slots",
            line("of usable nodes", minute -> minute.all().slots()),
            line("used", minute -> minute.all().used()))
        .panel("Queue", line("tasks that wait", PoolMinute::queue))
        .write(name);
  }

  /** Returns a curve of what there was in each minute. */
  Plot.Line line(String label, ToIntFunction<PoolMinute> value) {
    return new Plot.Line(label, minutes.stream().map(it -> (double) value.applyAsInt(it)).toList());
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
