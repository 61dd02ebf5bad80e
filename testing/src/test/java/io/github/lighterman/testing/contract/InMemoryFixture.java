package io.github.lighterman.testing.contract;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Command;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.testing.InMemoryExecutor;
import io.github.lighterman.testing.JobScript;
import io.github.lighterman.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Executors that share a memory, and go by a clock that stands still or by real time. */
final class InMemoryFixture extends ExecutorFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LogRecords records = LogRecords.capture();
  private final Map<Command, Work> works = new ConcurrentHashMap<>();
  private final Optional<ManualClock> clock;
  private final InMemoryExecutor first;
  private final UnaryOperator<WorkflowExecutor> wrapper;
  private final Duration patience;
  private final IdentityHashMap<WorkflowExecutor, InMemoryExecutor> opened =
      new IdentityHashMap<>();

  private InMemoryFixture(
      Optional<ManualClock> clock, UnaryOperator<WorkflowExecutor> wrapper, Duration patience) {
    this.clock = clock;
    this.wrapper = wrapper;
    this.patience = patience;
    InMemoryExecutor.Builder builder =
        InMemoryExecutor.builder()
            .slots(slots())
            .largestNode(Resources.builder().cpus(64).gpus(8).build())
            .capacity(capacity())
            .scriptForOthers(this::script);
    // Who holds back dependents makes a difference to much; each clock goes with one of the two.
    clock.ifPresentOrElse(builder::clock, builder::holdsDependencies);
    this.first = builder.build();
  }

  /** Returns a fixture in which time goes by only while a test waits. */
  static InMemoryFixture onAManualClock() {
    return wrappedBy(UnaryOperator.identity(), PATIENCE);
  }

  /** Returns the same with every executor in a wrapper, and with so much patience. */
  static InMemoryFixture wrappedBy(UnaryOperator<WorkflowExecutor> wrapper, Duration patience) {
    return new InMemoryFixture(Optional.of(ManualClock.create()), wrapper, patience);
  }

  static InMemoryFixture inRealTime() {
    return new InMemoryFixture(Optional.empty(), UnaryOperator.identity(), PATIENCE);
  }

  @Override
  public synchronized WorkflowExecutor open() {
    InMemoryExecutor driver = opened.isEmpty() ? first : first.anotherDriver();
    WorkflowExecutor wrapped = wrapper.apply(driver);
    opened.put(wrapped, driver);
    return wrapped;
  }

  @Override
  public Command command(Work work) {
    Command command = Command.of("work", work.text());
    works.put(command, work);
    return command;
  }

  @Override
  public Set<Trait> cannot() {
    return clock.isPresent() ? Set.of(Trait.USAGE) : Set.of(Trait.USAGE, Trait.RUNS_WITHOUT_DRIVER);
  }

  @Override
  public void passTime() throws InterruptedException {
    if (clock.isPresent()) {
      clock.get().advance(Duration.ofMillis(5));
      Thread.onSpinWait();
    } else {
      super.passTime();
    }
  }

  @Override
  public synchronized void crash(WorkflowExecutor executor) {
    requireNonNull(opened.get(executor)).crash();
  }

  @Override
  public boolean callbacksMayBlock() {
    return clock.isEmpty();
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public Optional<String> image() {
    return Optional.of("any:1");
  }

  @Override
  public List<String> leftovers() {
    return first.runs().stream().map(RunId::value).toList();
  }

  @Override
  public String logged() {
    return records.text();
  }

  @Override
  public void close() throws IOException {
    records.close();
    first.close();
    super.close();
  }

  private JobScript script(JobSpec spec) {
    String image = spec.image().orElse("any:1");
    return image.contains("no-such-image")
        ? JobScript.failWith(JobFailure.of(FailureKind.IMAGE, "image " + image + " can't be had"))
        : ScriptedWork.script(requireNonNull(works.get(spec.command()), "work"));
  }
}
