package io.github.lighterman.testing;

import static java.util.stream.Collectors.joining;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.WorkflowRun;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a run. Made by {@link LightermanAssertions#assertThat(WorkflowRun)}. */
public final class RunAssert extends AbstractAssert<RunAssert, WorkflowRun> {
  private static final int MOST_LINES = 50;
  private static final int MOST_HISTORIES = 3;

  RunAssert(WorkflowRun actual) {
    super(actual, RunAssert.class);
  }

  /**
   * Asserts that the run has jobs, and that all of them have succeeded. A failure names every other
   * job and tells the history of the first of them.
   */
  public RunAssert allSucceeded() {
    List<JobHandle> jobs = jobs();
    if (jobs.isEmpty()) {
      throw mismatch("have jobs that all succeeded, but it has none", List.of());
    }
    List<JobHandle> others =
        jobs.stream().filter(job -> job.status().state() != JobState.SUCCEEDED).toList();
    if (!others.isEmpty()) {
      throw mismatch(
          "have jobs that all succeeded, but "
              + others.size()
              + " of "
              + JobHistory.counted(jobs.size(), "job")
              + " have not"
              + (others.stream().allMatch(RunAssert::ended)
                  ? ""
                  : "; some are still live: advance the clock that the run goes by, or call"
                      + " awaitIdle() first"),
          others);
    }
    return this;
  }

  /** Asserts that no job of the run is live. */
  public RunAssert isIdle() {
    List<JobHandle> live = jobs().stream().filter(job -> !ended(job)).toList();
    if (!live.isEmpty()) {
      throw mismatch(
          "have no live job, but "
              + live.size()
              + " of "
              + JobHistory.counted(actual.jobs().size(), "job")
              + " did not end yet: advance the clock that the run goes by, or call awaitIdle()"
              + " first",
          live);
    }
    return this;
  }

  /** Asserts that the run has the jobs with these ids, and no others. */
  public RunAssert hasJobs(String... ids) {
    Set<String> expected = new TreeSet<>(List.of(ids));
    Set<String> found = new TreeSet<>();
    jobs().forEach(job -> found.add(job.id().value()));
    if (!expected.equals(found)) {
      throw mismatch("have the jobs " + expected + ", but it has " + found, List.of());
    }
    return this;
  }

  /** Asserts that the run has a job with this id, and returns assertions on that. */
  public JobAssert job(String id) {
    isNotNull();
    return new JobAssert(
        actual
            .job(JobId.of(id))
            .orElseThrow(
                () ->
                    mismatch(
                        "have a job "
                            + id
                            + ", but it has "
                            + jobs().stream().map(job -> job.id().value()).toList(),
                        List.of())));
  }

  private List<JobHandle> jobs() {
    isNotNull();
    return actual.jobs();
  }

  private static boolean ended(JobHandle job) {
    return job.status().state().isTerminal();
  }

  private AssertionError mismatch(String expected, List<JobHandle> culprits) {
    String lines =
        culprits.stream()
            .limit(MOST_LINES)
            .map(job -> "\n  " + job.id() + ": " + JobHistory.line(job.status()))
            .collect(joining());
    String histories =
        culprits.stream()
            .limit(MOST_HISTORIES)
            .map(job -> "\njob " + job.id() + "\n  " + String.join("\n  ", JobHistory.lines(job)))
            .collect(joining());
    int left = culprits.size() - MOST_LINES;
    return failure(
        "%s",
        "\nExpected run "
            + actual.id()
            + " to "
            + expected
            + "."
            + lines
            + (left > 0 ? "\n  and " + left + " more" : "")
            + histories);
  }
}
