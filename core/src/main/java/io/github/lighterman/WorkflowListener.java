package io.github.lighterman;

/**
 * Is told what becomes of a run's jobs. For one job the calls come in order and one after the
 * other; a listener sees every state from {@link JobState#QUEUED} on and the end exactly once. Each
 * listener has a queue of its own: one that throws or blocks holds up no other, and no job. What it
 * throws is logged and goes no further.
 */
public interface WorkflowListener {
  /**
   * Is called when a job's status has changed. {@code status} is the one that the call is about;
   * {@code job.status()} may be ahead of it.
   */
  default void onStatus(JobHandle job, JobStatus status) {}

  /** Is called once when a job has ended, after the last {@link #onStatus}. */
  default void onResult(JobHandle job, JobResult result) {}
}
