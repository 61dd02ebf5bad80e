package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.OutputFile;
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

  /** Returns the exception for a required output of which there is nothing. */
  public static StagingException missing(OutputFile output) {
    String what =
        switch (output.shape()) {
          case FILE -> "no such file";
          case DIRECTORY -> "no such directory, or an empty one";
          case GLOB -> "no file that matches";
        };
    return new StagingException(
        JobFailure.of(
            FailureKind.STAGE_OUT,
            "output '" + output.path() + "': the command ended well but left " + what),
        null);
  }

  /** Returns what this makes of the job. */
  public JobFailure failure() {
    return failure;
  }
}
