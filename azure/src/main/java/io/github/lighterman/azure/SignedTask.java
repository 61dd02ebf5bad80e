package io.github.lighterman.azure;

import java.time.Instant;

/**
 * A task whose addresses in the container are signed.
 *
 * @param task the task, which waits for no other yet
 * @param series what its signatures were made with
 * @param until up to when it can be sent as it is
 */
record SignedTask(BatchTask task, Object series, Instant until) {
  // What stands around each value in a request.
  private static final int FRAME = 120;

  /** Returns about how many bytes it takes of a request. */
  int size() {
    int size = task.commandLine().length() + task.displayName().length() + 10 * FRAME;
    for (var variable : task.environment().entrySet()) {
      size += variable.getKey().length() + variable.getValue().length() + FRAME;
    }
    for (ResourceFile file : task.files().resources()) {
      size += file.url().toString().length() + file.path().length() + 2 * FRAME;
    }
    for (OutputUpload file : task.files().outputs()) {
      size += file.container().toString().length() + file.pattern().length() + 3 * FRAME;
    }
    return size;
  }

  /** Names the task and no secret. */
  @Override
  public String toString() {
    return "SignedTask[" + task.id() + "]";
  }
}
