package io.github.lighterman;

/**
 * What {@link WorkflowRun#close} does with live jobs, and with what the library made for the run:
 * job directories, logs, the run's store, its record. What was delivered to a path or address that
 * the user named always stays.
 */
public enum ClosePolicy {
  /** Cancels live jobs and deletes everything. */
  CLEAN,
  /** Cancels live jobs, and deletes everything if all jobs succeeded and nothing otherwise. */
  CLEAN_IF_SUCCEEDED,
  /** Cancels live jobs and deletes nothing. */
  KEEP,
  /** Lets jobs run on and deletes nothing; {@link WorkflowExecutor#attach} finds it all again. */
  DETACH
}
