package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

/**
 * An execution that has another one do all of its work, for those that do a part of it otherwise:
 * they override that part. Safe for use by several threads if the other one is.
 */
public abstract class ForwardingExecution implements TaskExecution {
  private final TaskExecution execution;

  /** Creates one that forwards to this one, and closes it when it's closed. */
  protected ForwardingExecution(TaskExecution execution) {
    this.execution = requireNonNull(execution, "execution");
  }

  @Override
  public void bootNode(NodeOrder order, NodeEvents events) {
    execution.bootNode(order, events);
  }

  @Override
  public RunningTask start(TaskOrder order, TaskEvents events) {
    return execution.start(order, events);
  }

  @Override
  public void removeDirectory(NodeKey node, String path) {
    execution.removeDirectory(node, path);
  }

  @Override
  public void loseNode(NodeKey node) {
    execution.loseNode(node);
  }

  @Override
  public NodeFiles files() {
    return execution.files();
  }

  @Override
  public void close() {
    execution.close();
  }
}
