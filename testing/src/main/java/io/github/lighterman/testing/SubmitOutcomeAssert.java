package io.github.lighterman.testing;

import static java.util.stream.Collectors.joining;

import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what became of a submitted job. Made by {@link
 * LightermanAssertions#assertThat(SubmitOutcome)}.
 */
public final class SubmitOutcomeAssert extends AbstractAssert<SubmitOutcomeAssert, SubmitOutcome> {
  SubmitOutcomeAssert(SubmitOutcome actual) {
    super(actual, SubmitOutcomeAssert.class);
  }

  /** Asserts that the job was accepted. */
  public SubmitOutcomeAssert isAccepted() {
    isNotNull();
    if (!actual.isAccepted()) {
      throw mismatch("accepted");
    }
    return this;
  }

  /** Asserts that the job was rejected, and that a problem of this kind is among the reasons. */
  public SubmitOutcomeAssert isRejectedFor(Problem.Kind kind) {
    isNotNull();
    if (actual.problems().stream().noneMatch(problem -> problem.kind() == kind)) {
      throw mismatch("rejected for " + kind);
    }
    return this;
  }

  private AssertionError mismatch(String expected) {
    return failure(
        "%s",
        "\nExpected job "
            + actual.id()
            + " to be "
            + expected
            + ", but it was "
            + (actual.isAccepted() ? "accepted." : "rejected for:")
            + actual.problems().stream()
                .map(problem -> "\n  " + problem.kind() + ": " + problem)
                .collect(joining()));
  }
}
