package io.github.lighterman;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where a job is. Within one attempt the states only move forward, in the order in which they stand
 * here; observers see every state from {@link #QUEUED} to the end, also those that went by between
 * two looks at the backend.
 */
public enum JobState {
  /** Accepted: its id is taken, and it will run unless something stops it. */
  SUBMITTED,
  /** Waits for jobs that it depends on. */
  BLOCKED,
  /** Could run and waits for a machine; {@link JobStatus#pending} says what for. */
  QUEUED,
  /** Has a place to run; its image and inputs are brought there. */
  PREPARING,
  /** Its command runs. */
  RUNNING,
  /** Its command has ended; its outputs are brought where they were promised. */
  FINALIZING,
  /** An attempt failed and another follows after a wait. */
  RETRYING,
  /** A doubt, not an end: the backend seems to know nothing of it. Comes back, or fails. */
  LOST,
  /** Ended: an accepted exit code, and every required output is where it was promised. */
  SUCCEEDED,
  /** Ended otherwise; {@link JobResult#failure} says why. */
  FAILED,
  /** Ended because somebody, or the failure of a job it depends on, stopped it. */
  CANCELLED;

  private static final Set<JobState> ENDS = EnumSet.of(SUCCEEDED, FAILED, CANCELLED);
  private static final List<JobState> STEPS = List.of(QUEUED, PREPARING, RUNNING, FINALIZING);

  /** Tells whether nothing follows. */
  public boolean isTerminal() {
    return ENDS.contains(this);
  }

  /** Tells whether {@code next} may come straight after this state. */
  public boolean mayBecome(JobState next) {
    return switch (this) {
      case SUBMITTED -> next == BLOCKED || next == QUEUED || next == FAILED || next == CANCELLED;
      case BLOCKED -> next == QUEUED || next == FAILED || next == CANCELLED;
      case QUEUED -> next == PREPARING || leaves(next);
      case PREPARING -> next == RUNNING || leaves(next);
      case RUNNING -> next == FINALIZING || leaves(next);
      case FINALIZING -> next == SUCCEEDED || leaves(next);
      case RETRYING -> next == QUEUED || next == FAILED || next == CANCELLED;
      case LOST -> STEPS.contains(next) || next == SUCCEEDED || leaves(next);
      case SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /**
   * Returns the states that lie between this one and {@code next} in one attempt, in order, without
   * both ends: those that went by unseen. Empty if nothing lies between, or {@code next} lies back.
   */
  public List<JobState> skippedBefore(JobState next) {
    int from = STEPS.indexOf(this);
    int to = next == SUCCEEDED ? STEPS.size() : STEPS.indexOf(next);
    return from < 0 || to <= from ? List.of() : STEPS.subList(from + 1, to);
  }

  private boolean leaves(JobState next) {
    return next == FAILED
        || next == CANCELLED
        || next == RETRYING
        || (next == LOST && this != LOST);
  }
}
