package io.github.lighterman.azure;

import io.github.lighterman.testing.batch.execution.ForwardingExecution;
import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import java.util.List;
import java.util.function.Predicate;

/** Nodes on which real tasks run, and that may not upload what some patterns name. */
final class BrokenUploads extends ForwardingExecution {
  private final Predicate<String> broken;

  BrokenUploads(Predicate<String> broken) {
    super(ProcessExecution.create());
    this.broken = broken;
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    TaskOrder.Work work = order.work();
    List<OutputFile> outputs =
        work.outputFiles().stream()
            .map(it -> broken.test(it.filePattern()) ? withoutRight(it) : it)
            .toList();
    TaskOrder.Work changed =
        new TaskOrder.Work(
            work.commandLine(),
            work.environment(),
            work.resourceFiles(),
            outputs,
            work.container(),
            work.poolRegistries(),
            work.user());
    return super.start(new TaskOrder(order.place(), changed), events);
  }

  /** As if the signature had expired. */
  private static OutputFile withoutRight(OutputFile output) {
    String url = output.containerUrl();
    return new OutputFile(
        output.filePattern(),
        url.substring(0, url.indexOf('?') < 0 ? url.length() : url.indexOf('?')),
        output.path(),
        output.condition(),
        output.headers(),
        output.identity());
  }
}
