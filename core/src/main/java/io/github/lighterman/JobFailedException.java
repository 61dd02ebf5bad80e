package io.github.lighterman;

/** Somebody asked a failed job's result to be a success. */
public final class JobFailedException extends WorkflowException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final JobResult result;

  /** Creates an exception for this result. */
  public JobFailedException(JobResult result) {
    super(
        Retry.IS_USELESS,
        "job "
            + result.id()
            + " "
            + (result.state() == JobState.CANCELLED ? "was cancelled" : "failed")
            + " after "
            + result.attempts().size()
            + (result.attempts().size() == 1 ? " attempt: " : " attempts: ")
            + result.failure().map(JobFailure::toString).orElse(""),
        null);
    this.result = result;
  }

  /** Returns how the job ended. */
  public JobResult result() {
    return result;
  }
}
