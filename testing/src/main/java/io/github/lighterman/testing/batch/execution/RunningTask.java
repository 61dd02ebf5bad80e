package io.github.lighterman.testing.batch.execution;

/** An attempt that was started. */
@FunctionalInterface
public interface RunningTask {
  /**
   * Stops it soon: whatever it does, downloads and uploads too, is broken off, and {@link
   * TaskEvents#ended} follows. Does nothing if it has ended or was stopped before. Must not block.
   */
  void stop();
}
