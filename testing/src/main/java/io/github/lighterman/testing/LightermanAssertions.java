package io.github.lighterman.testing;

import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowRun;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * Assertions on jobs and runs. What fails tells the job's whole history, so that nobody has to run
 * the test again to learn more:
 *
 * <pre>{@code
 * assertThat(job).succeeded().withExitCode(0).afterAttempts(2);
 * assertThat(job).failed().withKind(FailureKind.OUT_OF_MEMORY);
 * assertThat(run).allSucceeded();
 * }</pre>
 *
 * <p>No assertion waits, and none changes anything. Import {@code assertThat} from here and from
 * AssertJ side by side.
 */
public final class LightermanAssertions {
  private LightermanAssertions() {}

  /** Returns assertions on a job, live or ended. */
  @CheckReturnValue
  public static JobAssert assertThat(JobHandle actual) {
    return new JobAssert(actual);
  }

  /** Returns assertions on how a job ended. */
  @CheckReturnValue
  public static JobResultAssert assertThat(JobResult actual) {
    return new JobResultAssert(actual);
  }

  /** Returns assertions on a run and all its jobs. */
  @CheckReturnValue
  public static RunAssert assertThat(WorkflowRun actual) {
    return new RunAssert(actual);
  }

  /** Returns assertions on what became of a submitted job. */
  @CheckReturnValue
  public static SubmitOutcomeAssert assertThat(SubmitOutcome actual) {
    return new SubmitOutcomeAssert(actual);
  }

  /** Returns assertions on what closing a run did. */
  @CheckReturnValue
  public static CloseReportAssert assertThat(CloseReport actual) {
    return new CloseReportAssert(actual);
  }
}
