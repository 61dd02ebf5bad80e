package io.github.lighterman.testing;

import io.github.lighterman.Attempt;
import io.github.lighterman.Command;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Node;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says in lines for people what became of a job. */
final class JobHistory {
  private static final int TAIL_BYTES = 2_000;
  private static final int COMMAND_CHARACTERS = 200;
  private static final Set<JobState> WAITING =
      EnumSet.of(JobState.SUBMITTED, JobState.BLOCKED, JobState.QUEUED);

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

  /** Returns where it is, how it ended if it has, and the end of what its last attempt printed. */
  static List<String> lines(JobHandle job) {
    List<String> lines = new ArrayList<>();
    lines.add("command " + command(job.spec().command()));
    Optional<JobResult> result = job.resultNow();
    if (result.isPresent()) {
      lines.addAll(lines(result.get()));
      if (!result.get().attempts().isEmpty()) {
        lines.addAll(logs(job, result.get().attempts().size()));
      }
    } else {
      lines.addAll(live(job.status()));
      if (!WAITING.contains(job.status().state())) {
        lines.addAll(logs(job, job.status().attempt()));
      }
    }
    return lines;
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
      lines.add(
          "  delivered " + file.path() + " (" + file.size() + " B) to " + address(file.location()));
    }
    return lines;
  }

  private static List<String> live(JobStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "now " + status.state() + ", attempt " + status.attempt() + ", since " + status.since());
    status.pending().ifPresent(why -> lines.add("  " + why.cause() + ": " + why.message()));
    if (status.attempt() > 1) {
      lines.add("  its result will tell of the attempts before");
    }
    return lines;
  }

  private static List<String> logs(JobHandle job, int attempt) {
    List<String> lines = new ArrayList<>();
    for (LogStream stream : LogStream.values()) {
      String name = stream + " of attempt " + attempt;
      try {
        LogText log = new LogText(job, stream, attempt);
        boolean whole = log.size() <= TAIL_BYTES;
        String tail = log.tail(TAIL_BYTES);
        lines.add(name + (tail.isEmpty() ? " is empty" : whole ? ":" : " ends with:"));
        tail.lines().forEach(line -> lines.add("  | " + line));
      } catch (LogUnavailableException e) {
        lines.add(name + " can't be had: " + e.getMessage());
      }
    }
    return lines;
  }

  private static String command(Command command) {
    String text = command.argv().toString().replace("\n", "\\n");
    return text.length() <= COMMAND_CHARACTERS
        ? text
        : text.substring(0, COMMAND_CHARACTERS) + "...";
  }

  /** An address without its query, which may be a signature. */
  private static String address(URI location) {
    String text = location.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?...";
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
        .orElse(
            (attempt.exitCode().isPresent() ? "started at no known time" : "never started")
                + ", ended "
                + attempt.ended());
  }

  private static String text(Node node) {
    return node.id()
        + " ("
        + node.machineType().map(type -> type + ", ").orElse("")
        + node.lease()
        + ")";
  }
}
