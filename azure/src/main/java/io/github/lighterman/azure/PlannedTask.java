package io.github.lighterman.azure;

import io.github.lighterman.JobId;
import io.github.lighterman.spi.TaskId;
import java.util.Optional;
import java.util.Set;

/**
 * What one place in a call to Batch asks for.
 *
 * @param staged the staged job
 * @param pool the name of the pool that it goes to
 * @param task the task, which waits for no other yet, and whose addresses are not signed
 * @param script what has to lie in the container before, if the command is too long for Batch
 */
record PlannedTask(StagedInputs staged, String pool, BatchTask task, Optional<String> script) {
  TaskId id() {
    return staged.job().submission().task();
  }

  /** Returns the jobs that must succeed first. */
  Set<JobId> upstream() {
    return staged.job().submission().spec().upstream();
  }
}
