package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import io.github.lighterman.spi.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one place in a call to Batch asks for.
 *
 * @param staged the staged job
 * @param pool the name of the pool that it goes to
 * @param task the task, which waits for no other yet
 * @param script what has to lie in the container before, if the command is too long for Batch
 */
record PlannedTask(StagedInputs staged, String pool, BatchTask task, Optional<String> script) {
  // What stands around each value in a request.
  private static final int FRAME = 120;

  TaskId id() {
    return staged.job().submission().task();
  }

  /** Returns the jobs that must succeed first. */
  Set<JobId> upstream() {
    return staged.job().submission().spec().upstream();
  }

  /** Returns the task, waiting for these. */
  BatchTask after(List<String> tasks) {
    return new BatchTask(
        task.id(),
        task.displayName(),
        task.commandLine(),
        task.environment(),
        task.container(),
        task.files(),
        task.demand(),
        tasks);
  }

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
}
