package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.JobFailure;
import org.jspecify.annotations.Nullable;

/** Files of a job can't be brought where they belong; carries what this makes of the job. */
public final class StagingException extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final JobFailure failure;

  /** Creates an exception for this failure. */
  public StagingException(JobFailure failure, @Nullable Throwable cause) {
    super(failure.toString(), cause);
    this.failure = requireNonNull(failure, "failure");
  }

  /** Returns what this makes of the job. */
  public JobFailure failure() {
    return failure;
  }
}
