package io.github.lighterman.testing;

import io.github.lighterman.DataSize;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.FileChecks;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.SecretResolver;
import io.github.lighterman.spi.TaskReport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an {@link InMemoryExecutor} is a connection to: all that outlives it, and is shared by those
 * that stand for several processes.
 */
final class InMemoryBackend {
  final BackendTime time;
  final ScriptBook scripts;
  final Slots slots;
  final SecretResolver secrets;
  final int capacity;
  final JobLifecycle.Dependencies dependencies;
  final Optional<Chaos> chaos;
  final boolean limited;
  private final Optional<Resources> largestNode;
  private final Map<RunId, RunRecord> runs = new ConcurrentSkipListMap<>();
  private final AtomicInteger drivers = new AtomicInteger();

  InMemoryBackend(InMemoryExecutor.Builder settings) {
    time = settings.time();
    scripts = settings.scripts();
    limited = settings.slots().isPresent();
    slots = new Slots(settings.slots().orElse(Integer.MAX_VALUE));
    secrets = settings.secrets();
    capacity = settings.capacity();
    dependencies = settings.dependencies();
    chaos = settings.chaos();
    largestNode = settings.largestNode();
  }

  /** Takes a driver, which leaves once. */
  void enter() {
    drivers.incrementAndGet();
    time.enter();
  }

  void leave() {
    drivers.decrementAndGet();
    time.leave();
  }

  /** Complains of scripts that no job asked for, unless another driver may still bring one. */
  void requireScriptsUsed() {
    List<String> unused = scripts.unused();
    if (drivers.get() == 0 && !unused.isEmpty()) {
      throw new IllegalStateException(
          String.join("; ", unused)
              + "; check its id, label or choice, remove it, or call allowUnusedScripts");
    }
  }

  Clock clock() {
    return time.clock();
  }

  Instant now() {
    return clock().instant();
  }

  JobLifecycle.Setup lifecycleSetup() {
    return new JobLifecycle.Setup(clock(), time.timer(), time, capacity, dependencies);
  }

  /** Puts a new run on record, unless there is one with its id. */
  boolean add(RunRecord record) {
    return runs.putIfAbsent(record.spec().id(), record) == null;
  }

  Optional<RunRecord> find(RunId id) {
    return Optional.ofNullable(runs.get(id));
  }

  void remove(RunId id) {
    runs.remove(id);
  }

  List<RunId> runs() {
    return List.copyOf(runs.keySet());
  }

  boolean hasSucceeded(JobSpec spec, TaskReport report) {
    return report
        .end()
        .filter(end -> end.failure().isEmpty() && end.exitCode().isPresent())
        .filter(end -> spec.acceptedExitCodes().contains(end.exitCode().getAsInt()))
        .isPresent();
  }

  /** Returns what this backend has against a job of the workflow. */
  List<Problem> check(WorkflowSpec workflow, JobSpec spec) {
    List<Problem> problems = new ArrayList<>(new FileChecks(workflow).check(spec));
    List<String> choices = scripts.choicesFor(spec);
    if (choices.size() > 1) {
      problems.add(
          new Problem(
              Problem.Kind.INVALID,
              "job " + spec.id(),
              "has " + choices.size() + " scripts: for " + String.join(", for ", choices),
              "Leave one, or let a predicate choose that passes over this job"));
    }
    Resources wanted = spec.resources().orElseGet(Resources::ofDefaults);
    largestNode
        .filter(node -> !fits(wanted, node))
        .ifPresent(
            node ->
                problems.add(
                    new Problem(
                        Problem.Kind.IMPOSSIBLE_RESOURCES,
                        "job " + spec.id() + ": resources " + wanted,
                        "are more than the largest node has: " + node,
                        "Ask for less, or give the executor a larger node by largestNode")));
    return problems;
  }

  private static boolean fits(Resources wanted, Resources node) {
    return wanted.cpus() <= node.cpus()
        && wanted.gpus() <= node.gpus()
        && bytes(wanted.memory(), 0) <= bytes(node.memory(), Long.MAX_VALUE)
        && bytes(wanted.disk(), 0) <= bytes(node.disk(), Long.MAX_VALUE);
  }

  private static long bytes(Optional<DataSize> size, long otherwise) {
    return size.map(DataSize::bytes).orElse(otherwise);
  }
}
