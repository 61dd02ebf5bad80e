package io.github.lighterman.testing;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.PendingReason;
import java.util.List;

/**
 * Assertions on a job, live or ended. Made by {@link LightermanAssertions#assertThat(JobHandle)}.
 *
 * <p>An assertion on the end of a job that is still live fails and says where the job is and what
 * to do: advance the clock, or wait for {@link JobHandle#result}.
 */
public final class JobAssert extends AbstractEndAssert<JobAssert, JobHandle> {
  JobAssert(JobHandle actual) {
    super(actual, JobAssert.class);
  }

  /** Asserts that the job has not ended. */
  public JobAssert isLive() {
    if (status().state().isTerminal()) {
      throw mismatch("be live", "it has ended");
    }
    return this;
  }

  /** Asserts that the job is in this state now. */
  public JobAssert isIn(JobState expected) {
    if (status().state() != expected) {
      throw mismatch("be " + expected, "it's " + status().state());
    }
    return this;
  }

  /** Asserts that the job does not run yet, and for this cause. */
  public JobAssert isPendingBecause(PendingReason.Cause expected) {
    JobStatus status = status();
    if (status.pending().filter(why -> why.cause() == expected).isEmpty()) {
      throw mismatch(
          "be pending because of " + expected,
          status
              .pending()
              .map(why -> "it's pending because of " + why.cause() + ": " + why.message())
              .orElse("it's " + status.state() + " and no reason to wait is known"));
    }
    return this;
  }

  /**
   * Asserts that the last attempt, live or ended, has printed {@code text} to its standard output.
   */
  public JobAssert printed(String text) {
    return printed(LogStream.STDOUT, text);
  }

  /**
   * Asserts that the last attempt, live or ended, has printed {@code text} to its standard error.
   */
  public JobAssert printedError(String text) {
    return printed(LogStream.STDERR, text);
  }

  @Override
  JobResult ended() {
    isNotNull();
    return actual.resultNow().orElseThrow(this::live);
  }

  @Override
  List<String> history() {
    return JobHistory.lines(actual);
  }

  @Override
  String name() {
    return "job " + actual.id();
  }

  private JobStatus status() {
    isNotNull();
    return actual.status();
  }

  private JobAssert printed(LogStream stream, String text) {
    int attempt = status().attempt();
    String expected = "have printed \"" + text + "\" to " + stream;
    boolean found;
    try {
      found = new LogText(actual, stream, attempt).contains(text);
    } catch (LogUnavailableException e) {
      throw mismatch(expected, "that log can't be had: " + e.getMessage());
    }
    if (!found) {
      throw mismatch(
          expected,
          "attempt "
              + attempt
              + " did not"
              + (status().state().isTerminal() ? "" : " so far, and the job is live"));
    }
    return this;
  }

  private AssertionError live() {
    if (actual.result().isCompletedExceptionally()) {
      return mismatch(
          "have ended",
          "its run was closed while it was live, so that it's watched no more; attach to the run"
              + " and look at the job there");
    }
    return mismatch(
        "have ended",
        "it's still live. An assertion doesn't wait: advance the clock if it's a ManualClock that"
            + " the job runs by, or call job.result().get(10, SECONDS) first");
  }
}
