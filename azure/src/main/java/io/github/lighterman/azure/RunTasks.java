package io.github.lighterman.azure;

import java.util.Optional;

/**
 * The tasks of a run, one by one. That Batch knows no job is no proof that a task is not there, for
 * as long as not all of the service may know of a job that was just made: such a call fails for
 * now, and is to be made again. Safe for use by several threads.
 */
final class RunTasks {
  private final BatchGateway gateway;
  private final RunJobs jobs;

  RunTasks(BatchGateway gateway, RunJobs jobs) {
    this.gateway = gateway;
    this.jobs = jobs;
  }

  /** Returns a task, or empty if it or its job isn't there. */
  Optional<TaskView> find(int generation, String task) throws BatchException {
    return unlessGone(generation, job -> gateway.task(job, task), Optional.empty());
  }

  /** Ends a task. Returns whether it did: not if the task has ended before or isn't there. */
  boolean terminate(int generation, String task) throws BatchException {
    return unlessGone(generation, job -> gateway.terminateTask(job, task), false);
  }

  /** Deletes a task. Does nothing if it isn't there. */
  void delete(int generation, String task) throws BatchException {
    var unused =
        unlessGone(
            generation,
            job -> {
              gateway.deleteTask(job, task);
              return true;
            },
            false);
  }

  /** A call about a task of this job. */
  private interface Call<T> {
    T make(String job) throws BatchException;
  }

  private <T> T unlessGone(int generation, Call<T> call, T gone) throws BatchException {
    try {
      return call.make(jobs.id(generation));
    } catch (BatchException e) {
      if (e.kind() != BatchException.Kind.NOT_FOUND) {
        throw e;
      }
      if (jobs.isYoung(generation)) {
        throw new BatchException(
            BatchException.Kind.TRANSIENT,
            e.code(),
            e.getMessage() + "; it was just made, and not all of Batch may know it yet",
            e);
      }
      return gone;
    }
  }
}
