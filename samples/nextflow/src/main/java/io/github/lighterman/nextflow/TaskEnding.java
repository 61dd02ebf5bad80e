package io.github.lighterman.nextflow;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobResult;
import nextflow.exception.ProcessException;
import nextflow.exception.ProcessUnrecoverableException;
import nextflow.processor.TaskRun;

/**
 * Tells Nextflow how a task ended. A command's own exit code is left to Nextflow's rules. Other
 * failures become one of three errors:
 *
 * <ul>
 *   <li>the machine's or the backend's fault: {@link LostMachineException}, which Nextflow tries
 *       again by itself and without counting, here a bounded number of times;
 *   <li>what would go wrong again: {@link ProcessUnrecoverableException}, which no error strategy
 *       tries again;
 *   <li>all else: {@link ProcessException}, which is up to the process's error strategy.
 * </ul>
 */
final class TaskEnding {
  /** The exit code that shells report for SIGKILL, and that error strategies look for. */
  private static final int KILLED = 137;

  /** The same for SIGTERM. */
  private static final int TERMINATED = 143;

  private static final int PREEMPTIONS = 10;
  private static final int OTHER_LOSSES = 2;

  private final TaskRun task;

  TaskEnding(TaskRun task) {
    this.task = task;
  }

  void record(JobResult result) {
    result.exitCode().ifPresent(task::setExitStatus);
    result.failure().ifPresent(this::failure);
  }

  private void failure(JobFailure failure) {
    String message = failure.message();
    switch (failure.kind()) {
      case USER_EXIT -> {}
      case OUT_OF_MEMORY -> {
        task.setExitStatus(KILLED);
        task.setError(new ProcessException(message));
      }
      case RUN_TIMEOUT -> {
        task.setExitStatus(TERMINATED);
        task.setError(new ProcessException(message));
      }
      case PREEMPTED, NODE_LOST, NODE_SETUP, CAPACITY, LOST -> task.setError(lost(failure));
      case IMAGE, INVALID_SPEC, ACCESS_DENIED, QUOTA ->
          task.setError(new ProcessUnrecoverableException(message));
      default -> task.setError(new ProcessException(message));
    }
  }

  private ProcessException lost(JobFailure failure) {
    int patience = failure.kind() == FailureKind.PREEMPTED ? PREEMPTIONS : OTHER_LOSSES;
    return task.getFailCount() < patience
        ? new LostMachineException(failure.message())
        : new ProcessException(failure.message());
  }
}
