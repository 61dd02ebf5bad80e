package io.github.lighterman.testing.batch.execution;

/**
 * Told what becomes of a node that boots. Calls after the first, or after it was lost, do nothing.
 */
public interface NodeEvents {
  /** The node can run tasks. */
  void ready();

  /** The node can't be used; the failure is shown among the node's errors. */
  void failed(TaskFailure failure);
}
