package io.github.lighterman.azure;

import io.github.lighterman.testing.batch.execution.NodeEvents;
import io.github.lighterman.testing.batch.execution.NodeFiles;
import io.github.lighterman.testing.batch.execution.NodeKey;
import io.github.lighterman.testing.batch.execution.NodeOrder;
import io.github.lighterman.testing.batch.execution.OutputFile;
import io.github.lighterman.testing.batch.execution.RunningTask;
import io.github.lighterman.testing.batch.execution.TaskEvents;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import java.util.List;
import java.util.function.Predicate;

/** Nodes on which real tasks run, and that may not upload what some patterns name. */
final class BrokenUploads implements TaskExecution {
  private final TaskExecution real = ProcessExecution.create();
  private final Predicate<String> broken;

  BrokenUploads(Predicate<String> broken) {
    this.broken = broken;
  }

  @Override
  public void bootNode(NodeOrder order, NodeEvents events) {
    real.bootNode(order, events);
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
    return real.start(new TaskOrder(order.place(), changed), events);
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

  @Override
  public void removeDirectory(NodeKey node, String path) {
    real.removeDirectory(node, path);
  }

  @Override
  public void loseNode(NodeKey node) {
    real.loseNode(node);
  }

  @Override
  public NodeFiles files() {
    return real.files();
  }

  @Override
  public void close() {
    real.close();
  }
}
