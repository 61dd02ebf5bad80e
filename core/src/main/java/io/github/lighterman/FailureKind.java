package io.github.lighterman;

import java.util.Locale;

/**
 * Why a job failed, for machines. Every kind says how to tell it from its neighbours.
 *
 * <p>A code that a backend gives and we don't know becomes the nearest general kind and keeps its
 * text in {@link JobFailure#message}.
 */
public enum FailureKind {
  /**
   * The command ran to its end and its exit code is not accepted. If anything but the command
   * itself ended it (a timeout, a cancel, a lack of memory that the system reports), it's that.
   */
  USER_EXIT(false),
  /**
   * The system ended the command because it used more memory than it was given. An exit code 137
   * alone is no proof, since any SIGKILL gives it: without proof it's {@link #USER_EXIT}.
   */
  OUT_OF_MEMORY(false),
  /**
   * A disk was full while files were staged or written by us. A command that finds the disk full by
   * itself and exits is {@link #USER_EXIT}.
   */
  DISK_FULL(false),
  /** The command ran longer than {@link Timeouts#run}. If it had not started: QUEUE_TIMEOUT. */
  RUN_TIMEOUT(false),
  /**
   * The job waited in QUEUED longer than {@link Timeouts#queue}. If it had started: RUN_TIMEOUT.
   */
  QUEUE_TIMEOUT(false),
  /**
   * The container image can't be had or can't be started. A program missing inside an image that
   * starts is {@link #USER_EXIT}.
   */
  IMAGE(false),
  /**
   * An input is missing, unreadable or can't be brought to the job; the command did not start. If
   * it's the disk that lacks room: {@link #DISK_FULL}; if rights: {@link #ACCESS_DENIED}.
   */
  STAGE_IN(false),
  /**
   * The command ended well, and a required output is missing or can't be delivered. If the command
   * itself failed, that failure stands, whatever happened to the outputs.
   */
  STAGE_OUT(false),
  /** The backend took a spot machine away. Any other loss of a machine is {@link #NODE_LOST}. */
  PREEMPTED(true),
  /**
   * The machine, or what watched the command on it, went away while the job ran there. If we never
   * learn whether the machine is gone: {@link #LOST}.
   */
  NODE_LOST(true),
  /** A machine came but could not be made ready for any job. If none came: {@link #CAPACITY}. */
  NODE_SETUP(true),
  /** The backend has no machine of this kind at the moment. If it's our limit: {@link #QUOTA}. */
  CAPACITY(true),
  /** A limit of the account stands in the way, and waiting won't help. */
  QUOTA(false),
  /** The backend refused the job as it was asked for, and would again. */
  INVALID_SPEC(false),
  /** Credentials are missing, expired or lack a right; or a file's permissions forbid it. */
  ACCESS_DENIED(false),
  /** The backend knows nothing of the job any more and direct look-ups agree, for a grace time. */
  LOST(true),
  /** A job that this one depends on did not succeed; this one never started. */
  UPSTREAM(false),
  /**
   * Somebody asked for it, and the job ended for that, or was not tried again for that. A cancel
   * that came too late leaves no such failure.
   */
  CANCELLED(false),
  /** A fault of ours. Nothing else is ever put here to save work. */
  INTERNAL(false);

  private final boolean retryableByDefault;

  FailureKind(boolean retryableByDefault) {
    this.retryableByDefault = retryableByDefault;
  }

  /** Tells whether {@link RetryPolicy#ofDefaults} tries again after this kind. */
  public boolean retryableByDefault() {
    return retryableByDefault;
  }

  /** Returns the name in lower case with hyphens, as settings and reports print it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
