package io.github.lighterman.testing.contract;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Executors that share a memory, and go by a clock that stands still or by real time. */
final class InMemoryFixture extends ExecutorFixture {
  private final LogRecords records = LogRecords.capture();
  private final Map<Command, Work> works = new ConcurrentHashMap<>();
  private final Optional<ManualClock> clock;
  private final InMemoryExecutor first;
  private boolean firstIsTaken;

  private InMemoryFixture(Optional<ManualClock> clock) {
    this.clock = clock;
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
    return new InMemoryFixture(Optional.of(ManualClock.create()));
  }

  static InMemoryFixture inRealTime() {
    return new InMemoryFixture(Optional.empty());
  }

  @Override
  public synchronized WorkflowExecutor open() {
    InMemoryExecutor opened = firstIsTaken ? first.anotherDriver() : first;
    firstIsTaken = true;
    return opened;
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
      Thread.yield();
    } else {
      super.passTime();
    }
  }

  @Override
  public void crash(WorkflowExecutor executor) {
    ((InMemoryExecutor) executor).crash();
  }

  @Override
  public boolean callbacksMayBlock() {
    return clock.isEmpty();
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
        : ScriptedWork.script(works.get(spec.command()));
  }
}
