package io.github.lighterman.testing;

import io.github.lighterman.Attempt;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobStatus;
import io.github.lighterman.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in lines for people what became of a job. */
final class JobHistory {
  private JobHistory() {}

  /** Returns one line: when, which attempt, where it is, what it waits for. */
  static String line(JobStatus status) {
    return status.since()
        + " attempt "
        + status.attempt()
        + ": "
        + status.state()
        + status.pending().map(why -> ", " + why.cause() + ": " + why.message()).orElse("");
  }

  /** Returns how it ended, then each attempt, then what was delivered. */
  static List<String> lines(JobResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "ended "
            + result.state()
            + (result.attempts().isEmpty()
                ? " without an attempt"
                : " after " + counted(result.attempts().size(), "attempt")));
    if (result.attempts().isEmpty()) {
      result.failure().ifPresent(failure -> lines.add("  " + failure));
    }
    for (Attempt attempt : result.attempts()) {
      lines.add("  " + line(attempt));
      attempt.failure().ifPresent(failure -> lines.add("    " + failure));
    }
    for (DeliveredFile file : result.outputs()) {
      lines.add("  delivered " + file.path() + " (" + file.size() + " B) to " + file.location());
    }
    return lines;
  }

  /** Returns the number with the noun, in its plural where it needs one. */
  static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns the time as people write it: 1m30s. */
  static String text(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String line(Attempt attempt) {
    return "attempt "
        + attempt.number()
        + ": "
        + times(attempt)
        + attempt.node().map(node -> ", on " + text(node)).orElse(", on no node")
        + (attempt.exitCode().isPresent()
            ? ", exit code " + attempt.exitCode().getAsInt()
            : ", no exit code");
  }

  private static String times(Attempt attempt) {
    return attempt
        .started()
        .map(
            start ->
                start
                    + " to "
                    + attempt.ended()
                    + " ("
                    + text(Duration.between(start, attempt.ended()))
                    + ")")
        .orElse("never started, ended " + attempt.ended());
  }

  private static String text(Node node) {
    return node.id()
        + " ("
        + node.machineType().map(type -> type + ", ").orElse("")
        + node.lease()
        + ")";
  }
}
