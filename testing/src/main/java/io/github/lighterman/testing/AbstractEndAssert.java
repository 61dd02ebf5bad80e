package io.github.lighterman.testing;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.Node;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on the end of a job.
 *
 * @param <S> the class of the assertions themselves
 * @param <A> what they are about
 */
abstract class AbstractEndAssert<S extends AbstractEndAssert<S, A>, A>
    extends AbstractAssert<S, A> {
  AbstractEndAssert(A actual, Class<S> self) {
    super(actual, self);
  }

  /** Returns how the job ended, or fails if it has not. */
  abstract JobResult ended();

  /** Returns all that is known of the job, in lines. */
  abstract List<String> history();

  /** Asserts that the job succeeded. */
  public S succeeded() {
    return ended(JobState.SUCCEEDED, "succeeded");
  }

  /** Asserts that the job failed. */
  public S failed() {
    return ended(JobState.FAILED, "failed");
  }

  /** Asserts that the job ended cancelled, by itself or with a job that it depends on. */
  public S cancelled() {
    return ended(JobState.CANCELLED, "been cancelled");
  }

  /** Asserts that the command of the last attempt exited with {@code expected}. */
  public S withExitCode(int expected) {
    OptionalInt code = ended().exitCode();
    if (code.isEmpty()) {
      throw mismatch("have exited with " + expected, "it left no exit code");
    }
    if (code.getAsInt() != expected) {
      throw mismatch("have exited with " + expected, "it exited with " + code.getAsInt());
    }
    return myself;
  }

  /** Asserts that the job ended after so many attempts, 0 if it never got to one. */
  public S afterAttempts(int expected) {
    int attempts = ended().attempts().size();
    if (attempts != expected) {
      throw mismatch(
          "have ended after " + JobHistory.counted(expected, "attempt"), "it had " + attempts);
    }
    return myself;
  }

  /** Asserts that the job did not succeed, and for this kind of reason. */
  public S withKind(FailureKind expected) {
    JobResult result = ended();
    boolean same = result.failure().map(JobFailure::kind).filter(expected::equals).isPresent();
    if (!same) {
      throw mismatch("have ended with " + expected, outcome(result));
    }
    return myself;
  }

  /** Asserts that the job did not succeed, and that what is said about it holds {@code text}. */
  public S withMessageContaining(String text) {
    JobResult result = ended();
    if (result.failure().filter(failure -> failure.message().contains(text)).isEmpty()) {
      throw mismatch("have ended with a message that holds \"" + text + "\"", outcome(result));
    }
    return myself;
  }

  /** Asserts that the last attempt delivered the files with these paths, and no others. */
  public S deliveredOutputs(String... paths) {
    Set<String> expected = new TreeSet<>(List.of(paths));
    Set<String> delivered = new TreeSet<>();
    ended().outputs().forEach(file -> delivered.add(file.path().value()));
    if (!expected.equals(delivered)) {
      Set<String> missing = new TreeSet<>(expected);
      missing.removeAll(delivered);
      Set<String> unexpected = new TreeSet<>(delivered);
      unexpected.removeAll(expected);
      throw mismatch(
          "have delivered " + expected,
          (missing.isEmpty() ? "" : "it did not deliver " + missing)
              + (missing.isEmpty() || unexpected.isEmpty() ? "" : " and ")
              + (unexpected.isEmpty() ? "" : "it delivered " + unexpected + " besides"));
    }
    return myself;
  }

  /** Asserts that one of the attempts ran on the node with this id. */
  public S usedNode(String id) {
    List<String> nodes =
        ended().attempts().stream().flatMap(a -> a.node().stream()).map(Node::id).toList();
    if (!nodes.contains(id)) {
      throw mismatch(
          "have run on node " + id, nodes.isEmpty() ? "it ran on none" : "it ran on " + nodes);
    }
    return myself;
  }

  /** Returns the error that says what was expected of the job, what is instead, and its history. */
  final AssertionError mismatch(String expected, String found) {
    StringBuilder text =
        new StringBuilder("\nExpected " + name() + " to " + expected + ", but " + found + ".\n");
    history().forEach(line -> text.append("  ").append(line).append('\n'));
    return failure("%s", text.toString().stripTrailing());
  }

  abstract String name();

  private S ended(JobState expected, String verb) {
    JobResult result = ended();
    if (result.state() != expected) {
      throw mismatch("have " + verb, outcome(result));
    }
    return myself;
  }

  private static String outcome(JobResult result) {
    return switch (result.state()) {
      case SUCCEEDED -> "it succeeded";
      case CANCELLED -> "it was cancelled with " + result.failure().orElseThrow();
      default -> "it failed with " + result.failure().orElseThrow();
    };
  }
}
