package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs nothing: tasks and nodes do what a script says. Tasks have the files that each task has, and
 * no others.
 *
 * <p>Safe for use by several threads. Scripts are called with the emulator's lock held; they must
 * return at once.
 */
public final class ScriptedExecution implements TaskExecution {
  private final Function<TaskOrder, TaskScript> tasks;
  private final Function<NodeOrder, Optional<TaskFailure>> nodes;
  private final Optional<ScheduledExecutorService> timer;
  private final ScriptedFiles files;

  private ScriptedExecution(Builder builder) {
    this.tasks = builder.tasks;
    this.nodes = builder.nodes;
    this.timer = builder.timer;
    this.files = new ScriptedFiles(builder.clock);
  }

  /** Returns an execution in which each task succeeds in no time. */
  public static ScriptedExecution instant() {
    return builder().build();
  }

  /** Returns a builder of an execution in which each task succeeds in no time. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void bootNode(NodeOrder order, NodeEvents events) {
    if (order.disk() == NodeOrder.Disk.BLANK) {
      files.forget(order.node());
    }
    nodes.apply(order).ifPresentOrElse(events::failed, events::ready);
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    TaskScript script = tasks.apply(order);
    files.write(order.place().node(), order.place().directory(), script);
    if (script.duration().isZero()) {
      events.ended(script.outcome());
      return () -> {};
    }
    var end =
        timer
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a script that takes time needs a timer: ScriptedExecution.builder().time"))
            .schedule(
                () -> events.ended(script.outcome()),
                script.duration().toNanos(),
                TimeUnit.NANOSECONDS);
    return () -> {
      if (end.cancel(false)) {
        events.ended(TaskOutcome.stopped());
      }
    };
  }

  @Override
  public void removeDirectory(NodeKey node, String path) {
    files.remove(node, path);
  }

  @Override
  public void loseNode(NodeKey node) {
    files.forget(node);
  }

  @Override
  public NodeFiles files() {
    return files;
  }

  /** Forgets all files. Tasks that run stay with the timer. */
  @Override
  public void close() {
    files.clear();
  }

  /** Says what tasks and nodes do. Not safe for use by several threads. */
  public static final class Builder {
    private Function<TaskOrder, TaskScript> tasks = order -> TaskScript.succeed();
    private Function<NodeOrder, Optional<TaskFailure>> nodes = order -> Optional.empty();
    private Clock clock = Clock.systemUTC();
    private Optional<ScheduledExecutorService> timer = Optional.empty();

    private Builder() {}

    /** Has attempts do what the script for their order says. */
    public Builder tasks(Function<TaskOrder, TaskScript> script) {
      this.tasks = requireNonNull(script, "script");
      return this;
    }

    /** Has nodes fail to boot if the script for their order returns a failure. */
    public Builder nodes(Function<NodeOrder, Optional<TaskFailure>> script) {
      this.nodes = requireNonNull(script, "script");
      return this;
    }

    /**
     * Sets the time: the clock dates files, the timer ends tasks. Without, it is the real time, and
     * no task may take any.
     */
    public Builder time(Clock dates, ScheduledExecutorService ends) {
      this.clock = requireNonNull(dates, "dates");
      this.timer = Optional.of(ends);
      return this;
    }

    /** Returns the execution. */
    public ScriptedExecution build() {
      return new ScriptedExecution(this);
    }
  }
}
