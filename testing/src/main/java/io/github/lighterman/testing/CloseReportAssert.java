package io.github.lighterman.testing;

import io.github.lighterman.CloseReport;
import io.github.lighterman.JobId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what closing a run did. Made by {@link
 * LightermanAssertions#assertThat(CloseReport)}.
 */
public final class CloseReportAssert extends AbstractAssert<CloseReportAssert, CloseReport> {
  CloseReportAssert(CloseReport actual) {
    super(actual, CloseReportAssert.class);
  }

  /**
   * Asserts that nothing is left of the run: nothing kept, nothing undeleted, no job running on.
   */
  public CloseReportAssert leftNothing() {
    deletedAllItShould();
    if (!actual.kept().isEmpty() || !actual.detached().isEmpty()) {
      throw mismatch("left nothing");
    }
    return this;
  }

  /** Asserts that nothing that should have been deleted is still there. */
  public CloseReportAssert deletedAllItShould() {
    isNotNull();
    if (!actual.failed().isEmpty()) {
      throw mismatch("deleted all it should");
    }
    return this;
  }

  /** Asserts that it cancelled the jobs with these ids, and no others. */
  public CloseReportAssert cancelledJobs(String... ids) {
    isNotNull();
    if (!values(actual.cancelled()).equals(new TreeSet<>(List.of(ids)))) {
      throw mismatch("cancelled exactly " + List.of(ids));
    }
    return this;
  }

  /** Asserts that the jobs with these ids run on, and no others. */
  public CloseReportAssert detachedJobs(String... ids) {
    isNotNull();
    if (!values(actual.detached()).equals(new TreeSet<>(List.of(ids)))) {
      throw mismatch("let exactly " + List.of(ids) + " run on");
    }
    return this;
  }

  private static Set<String> values(List<JobId> ids) {
    Set<String> values = new TreeSet<>();
    ids.forEach(id -> values.add(id.value()));
    return values;
  }

  private AssertionError mismatch(String expected) {
    return failure(
        "%s",
        "\nExpected the close of run "
            + actual.run()
            + " to have "
            + expected
            + ". It was closed with "
            + actual.policy()
            + ":"
            + line("cancelled", actual.cancelled())
            + line("run on", actual.detached())
            + line("deleted", actual.deleted())
            + line("kept", actual.kept())
            + line("could not be deleted", actual.failed()));
  }

  private static String line(String what, List<?> things) {
    return "\n  " + what + ": " + (things.isEmpty() ? "nothing" : things);
  }
}
