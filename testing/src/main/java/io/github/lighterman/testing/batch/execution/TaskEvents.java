package io.github.lighterman.testing.batch.execution;

/** Told what becomes of an attempt. Calls after it has ended, or its node was lost, do nothing. */
public interface TaskEvents {
  /** The attempt runs in a container, or that container's state has changed. */
  void container(ContainerInfo info);

  /**
   * The attempt has ended: its process is gone, and its outputs are uploaded if they were to be.
   */
  void ended(TaskOutcome outcome);
}
