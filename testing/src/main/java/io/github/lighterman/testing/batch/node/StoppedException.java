package io.github.lighterman.testing.batch.node;

/** The attempt was stopped, so that it goes no further. */
final class StoppedException extends Exception {
  private static final long serialVersionUID = 1;

  StoppedException() {
    super("the task was stopped");
  }
}
