package io.github.lighterman.report;

import io.github.lighterman.Attempt;
import io.github.lighterman.DataSize;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.Node;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** A trace as a table: a line for each attempt. */
final class TsvTrace {
  private static final List<String> NAMES =
      List.of(
          "job",
          "state",
          "attempt",
          "queued",
          "started",
          "ended",
          "waited_s",
          "run_s",
          "node",
          "machine_type",
          "lease",
          "share",
          "exit_code",
          "failure",
          "message",
          "cpu_s",
          "peak_memory",
          "bytes_in",
          "bytes_out",
          "cost");

  private TsvTrace() {}

  static void write(Trace trace, Writer text) throws IOException {
    line(NAMES, text);
    for (JobTrace job : trace.jobs()) {
      if (job.attempts().isEmpty()) {
        line(withoutAttempt(job), text);
      }
      for (PricedAttempt priced : job.attempts()) {
        line(cells(job, priced), text);
      }
    }
  }

  private static List<String> withoutAttempt(JobTrace job) {
    List<String> cells = new ArrayList<>(List.of(job.id().value(), job.state().name(), ""));
    JobStatus last = job.last();
    cells.add(instant(job.entered(JobState.QUEUED, last.attempt())));
    cells.addAll(List.of("", last.state().isTerminal() ? last.since().toString() : ""));
    cells.addAll(List.of("", "", "", "", "", "", ""));
    failure(job.failure(), cells);
    cells.addAll(List.of("", ""));
    bytes(job, cells);
    cells.add("");
    return cells;
  }

  private static List<String> cells(JobTrace job, PricedAttempt priced) {
    Attempt attempt = priced.attempt();
    Optional<Instant> queued = job.entered(JobState.QUEUED, attempt.number());
    List<String> cells = new ArrayList<>(List.of(job.id().value(), job.state().name()));
    cells.add(Integer.toString(attempt.number()));
    cells.add(instant(queued));
    cells.add(instant(priced.started()));
    cells.add(attempt.ended().toString());
    cells.add(
        queued
            .flatMap(since -> priced.started().map(start -> Duration.between(since, start)))
            .map(TsvTrace::seconds)
            .orElse(""));
    cells.add(priced.run().map(TsvTrace::seconds).orElse(""));
    Optional<Node> node = attempt.node();
    cells.add(node.map(Node::id).orElse(""));
    cells.add(node.flatMap(Node::machineType).orElse(""));
    cells.add(node.map(Node::lease).map(lease -> lease.name().toLowerCase(Locale.ROOT)).orElse(""));
    cells.add(node.map(Node::share).map(TsvTrace::number).orElse(""));
    cells.add(
        attempt.exitCode().isPresent() ? Integer.toString(attempt.exitCode().getAsInt()) : "");
    failure(attempt.failure(), cells);
    cells.add(attempt.usage().cpuTime().map(TsvTrace::seconds).orElse(""));
    cells.add(
        attempt
            .usage()
            .peakMemory()
            .map(DataSize::bytes)
            .map(bytes -> bytes.toString())
            .orElse(""));
    bytes(job, cells);
    cells.add(number(priced.cost()));
    return cells;
  }

  private static void failure(Optional<JobFailure> failure, List<String> cells) {
    cells.add(failure.map(why -> why.kind().text()).orElse(""));
    cells.add(failure.map(JobFailure::message).orElse(""));
  }

  private static void bytes(JobTrace job, List<String> cells) {
    cells.add(Long.toString(job.inputs().bytes()));
    cells.add(Long.toString(job.outputs()));
  }

  private static String instant(Optional<Instant> instant) {
    return instant.map(Instant::toString).orElse("");
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(Math.max(0, time.toMillis()), 3).toPlainString();
  }

  private static String number(OptionalDouble number) {
    return number.isPresent()
        ? BigDecimal.valueOf(Math.round(number.getAsDouble() * 1e6), 6).toPlainString()
        : "";
  }

  private static void line(List<String> cells, Writer text) throws IOException {
    String tab = "";
    for (String cell : cells) {
      text.append(tab).append(escaped(cell));
      tab = "\t";
    }
    text.append('\n');
  }

  private static String escaped(String cell) {
    return cell.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
