package io.github.lighterman.testing.batch.node;

import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An attempt at a task: downloads, its command, uploads, one after the other, on one thread. */
final class Attempt implements Runnable, RunningTask {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private final TaskOrder order;
  private final TaskEvents events;
  private final Node node;
  private final Machinery machinery;
  private final StopSignal stop = new StopSignal();
  private final Executor executor;

  Attempt(TaskOrder order, TaskEvents events, Node node, Machinery machinery, Executor executor) {
    this.order = order;
    this.events = events;
    this.node = node;
    this.machinery = machinery;
    this.executor = executor;
  }

  /** Stops on another thread, since ending processes takes its time. */
  @Override
  public void stop() {
    executor.execute(stop::stop);
  }

  @Override
  public void run() {
    TaskOutcome outcome = null;
    if (node.begin(stop)) {
      try {
        outcome = outcome();
      } finally {
        node.finish(stop);
      }
    }
    if (outcome != null && !node.isLost()) {
      events.ended(outcome);
    }
  }

  private TaskOutcome outcome() {
    try {
      return perform();
    } catch (TaskFailedException e) {
      return stop.isStopped() ? TaskOutcome.stopped() : TaskOutcome.notStarted(e.failure());
    } catch (StoppedException e) {
      return TaskOutcome.stopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return TaskOutcome.stopped();
    } catch (IOException | RuntimeException e) {
      log.warn("An emulated node failed at a task in {}", order.place().directory(), e);
      return TaskOutcome.notStarted(
          TaskFailure.ofServer(
              "Unknown", "The emulated node failed", Trouble.reason(String.valueOf(e))));
    }
  }

  private TaskOutcome perform()
      throws TaskFailedException, StoppedException, InterruptedException, IOException {
    NodeDirectory directory = node.directory();
    TaskDirectory task = directory.task(order.place().directory());
    task.create();
    Map<String, String> variables = TaskVariables.of(order, directory);
    Storage storage = new Storage(stop);
    ResourceDownload download =
        new ResourceDownload(task, node.scratch(), storage, machinery.tokens());
    for (ResourceFile file : order.work().resourceFiles()) {
      download.fetch(file);
    }
    stop.check();
    int exitCode = machinery.command(order, events, node, variables).run(stop);
    return stop.isStopped()
        ? TaskOutcome.exited(exitCode)
        : uploaded(new OutputUpload(task, variables, storage, machinery.tokens()), exitCode);
  }

  private TaskOutcome uploaded(OutputUpload upload, int exitCode) throws InterruptedException {
    List<OutputFile> outputs = order.work().outputFiles();
    try {
      Optional<TaskFailure> failure = upload.upload(outputs, exitCode);
      return failure
          .map(reason -> TaskOutcome.uploadFailed(exitCode, reason))
          .orElse(TaskOutcome.exited(exitCode));
    } catch (StoppedException e) {
      return new TaskOutcome(
          TaskOutcome.Stage.UPLOADING, OptionalInt.of(exitCode), Optional.empty());
    } catch (IOException e) {
      // It can't even write down what it uploads.
      return TaskOutcome.uploadFailed(
          exitCode, Trouble.FILE_UPLOAD_MISC_ERROR.failure(Trouble.reason(String.valueOf(e))));
    }
  }
}
