package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.ContainerInfo;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One try at running something on a node, between its start and its end. */
final class Attempt implements TaskEvents {
  private final Engine engine;
  private final Consumer<TaskOutcome> whenEnded;
  private final Consumer<ContainerInfo> whenContainerChanges;
  private @Nullable RunningTask running;
  private boolean over;
  private boolean stopped;

  Attempt(
      Engine engine,
      Consumer<TaskOutcome> whenEnded,
      Consumer<ContainerInfo> whenContainerChanges) {
    this.engine = engine;
    this.whenEnded = whenEnded;
    this.whenContainerChanges = whenContainerChanges;
  }

  /** Starts it; it may have ended when this returns, but nobody is told before. */
  void start(TaskExecution execution, TaskOrder order) {
    running = execution.start(order, this);
    if (stopped) {
      running.stop();
    }
  }

  void stop() {
    if (!stopped && !over) {
      stopped = true;
      if (running != null) {
        running.stop();
      }
    }
  }

  /** Listens no more. */
  void forget() {
    over = true;
  }

  @Override
  public void container(ContainerInfo info) {
    engine.report(
        () -> {
          if (!over) {
            whenContainerChanges.accept(info);
          }
        });
  }

  @Override
  public void ended(TaskOutcome outcome) {
    engine.report(
        () -> {
          if (!over) {
            over = true;
            whenEnded.accept(outcome);
          }
        });
  }
}
