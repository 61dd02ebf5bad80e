package io.github.lighterman.spi;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.WorkflowException;
import java.util.List;

/**
 * What a backend does for a {@link JobLifecycle}. Calls come one after the other, in order, with no
 * lock held. What the backend finds out it tells by {@link JobLifecycle#report}.
 */
public interface TaskDriver {
  /**
   * Puts accepted jobs on the run's record, before any of them becomes live. May do I/O.
   *
   * @throws io.github.lighterman.WorkflowException if it can't; then none of the jobs is accepted
   */
  void record(List<Submission> accepted);

  /**
   * Puts the wish to cancel a job on the run's record, or begins to. May do I/O; what fails is
   * logged.
   */
  void recordCancel(JobId job);

  /**
   * Waits until all that {@link #recordCancel} was called for is on the run's record. May do I/O.
   * Does nothing unless the driver says otherwise.
   *
   * @throws WorkflowException if it can't be put there now
   */
  default void awaitRecord() {}

  /**
   * Starts an attempt, or finds it again if it was started before. Returns at once; if it can't be
   * started, a report says so.
   */
  void start(Submission submission);

  /**
   * Ends an attempt and reports its end, with {@code reason} as its failure unless it had ended
   * before. Returns at once. An attempt that never was started is reported ended, too.
   */
  void stop(TaskId task, JobFailure reason);

  /**
   * Reads a piece of an attempt's log, as {@link io.github.lighterman.JobHandle#readLog} promises.
   *
   * @throws io.github.lighterman.LogUnavailableException if it can't be had
   */
  LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes);
}
