package io.github.lighterman.report;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.WorkflowRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * Listens to a run and writes down what became of it: a page in HTML for people, and the same as
 * TSV and as JSON for programs. The page needs no network and nothing beside it; it holds for
 * 10,000 jobs.
 *
 * <p>It tells of each job its labels, states, waits, attempts, nodes, failures and bytes. No
 * command, no environment and no log is in it, and no secret.
 *
 * <p>A report may be written while jobs are live, again and again, and after the run was closed.
 * What happened before the report was there is told as far as the run knows it, which is the
 * attempts and the ends. Safe for use by several threads.
 */
public final class RunReport {
  private final WorkflowRun run;
  private final Prices prices;
  private final Clock clock;
  private final Recorder recorder;

  private RunReport(WorkflowRun run, Prices prices, Clock clock) {
    this.run = requireNonNull(run, "run");
    this.prices = requireNonNull(prices, "prices");
    this.clock = requireNonNull(clock, "clock");
    this.recorder = new Recorder();
  }

  /** Returns a report of this run, to which it listens from now on, without prices. */
  public static RunReport of(WorkflowRun run) {
    return of(run, Prices.none());
  }

  /**
   * Returns a report of this run, to which it listens from now on. What an attempt cost is the time
   * from the start of its command to its end, times the price of its machine, times the share of
   * the machine that was kept for it; all of the machine, if nobody tells the share. It's an
   * estimate, and what machines cost while they have nothing to do is not in it.
   */
  public static RunReport of(WorkflowRun run, Prices prices) {
    return of(run, prices, Clock.systemUTC());
  }

  /** Does the same; the clock tells how long live jobs have been in their states. */
  public static RunReport of(WorkflowRun run, Prices prices, Clock clock) {
    RunReport report = new RunReport(run, prices, clock);
    // Told first and looked at then, so that nothing falls between.
    run.addListener(report.recorder);
    report.recorder.start(run.jobs());
    return report;
  }

  /**
   * Writes {@code report.html}, {@code trace.tsv} and {@code trace.json} into a directory, which is
   * made if it's missing. Waits at most 5 seconds for what the run is about to tell.
   *
   * @throws IOException if they can't be written; each file is then the old one or the new one
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Trace trace = trace();
    write(directory.resolve("report.html"), text -> Page.write(trace, text));
    write(directory.resolve("trace.tsv"), text -> TsvTrace.write(trace, text));
    write(directory.resolve("trace.json"), text -> JsonTrace.write(trace, text));
  }

  /**
   * Writes the page.
   *
   * @throws IOException if it can't be written; the file is then what it was
   */
  public void writeHtml(Path file) throws IOException {
    Trace trace = trace();
    write(file, text -> Page.write(trace, text));
  }

  /**
   * Writes a line for each attempt, and one for each job without any, below a line of names. Cells
   * lie between tabs. A tab, line break or backslash in a cell is {@code \t}, {@code \n}, {@code
   * \r} or {@code \\}; what is not known is empty.
   *
   * @throws IOException if it can't be written; the file is then what it was
   */
  public void writeTsv(Path file) throws IOException {
    Trace trace = trace();
    write(file, text -> TsvTrace.write(trace, text));
  }

  /**
   * Writes an object with all jobs, their histories and attempts. Instants are in ISO 8601,
   * durations in milliseconds, sizes in bytes; what is not known is not there.
   *
   * @throws IOException if it can't be written; the file is then what it was
   */
  public void writeJson(Path file) throws IOException {
    Trace trace = trace();
    write(file, text -> JsonTrace.write(trace, text));
  }

  /**
   * Returns what all attempts that have ended cost, or empty if no price is known of any of them.
   */
  public OptionalDouble cost() {
    return trace().cost();
  }

  private Trace trace() {
    return Trace.of(run.spec(), recorder.traces(run.jobs(), prices), clock.instant());
  }

  private static void write(Path file, Content content) throws IOException {
    Path directory = requireNonNull(file.toAbsolutePath().getParent(), "directory");
    // Not a temporary file, which nobody else might read.
    Path unfinished = directory.resolve("." + UUID.randomUUID() + ".unfinished");
    try {
      try (TraceWriter text = TraceWriter.to(unfinished)) {
        content.write(text);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private interface Content {
    void write(TraceWriter text) throws IOException;
  }
}
