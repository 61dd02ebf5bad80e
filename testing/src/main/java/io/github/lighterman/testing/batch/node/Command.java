package io.github.lighterman.testing.batch.node;

/** What a task runs once its files are there. */
interface Command {
  /**
   * Runs it to its end, also to that which {@code stop} brings. What it has started is gone when
   * this returns, but for what a start task leaves behind.
   *
   * @return the exit code; minus the signal's number if a signal ended it
   */
  int run(StopSignal stop) throws TaskFailedException, StoppedException, InterruptedException;
}
