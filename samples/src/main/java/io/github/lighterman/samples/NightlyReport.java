package io.github.lighterman.samples;

import io.github.lighterman.Backoff;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Resources;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How do I test a workflow? Write it against {@link WorkflowExecutor}, as this one, and hand it an
 * executor in memory: {@code NightlyReportTest} lets days of trouble go by in milliseconds.
 */
public final class NightlyReport {
  static final JobId REPORT = JobId.of("report");

  private NightlyReport() {}

  /** Adds up the sales of three shops on this machine, and prints the sum. */
  public static void main(String... args) throws Exception {
    Path state = Files.createTempDirectory("report-");
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build();
        WorkflowRun run = submitTo(executor, List.of("london", "gravesend", "richmond"))) {
      JobHandle report = run.job(REPORT).orElseThrow();
      report.result().get().orElseThrow();
      System.out.print(report.readLog(LogStream.STDOUT, 1, 0, 1000).text());
    }
    Files.delete(state);
  }

  /** Starts the workflow: a job for each shop, and one that waits for all of them. */
  static WorkflowRun submitTo(WorkflowExecutor executor, List<String> shops) {
    List<JobSpec> jobs = new ArrayList<>();
    JobSpec.Builder report =
        JobSpec.builder(REPORT).shell("cat sales/* | awk '{ n += $1 } END { print n }'");
    for (String shop : shops) {
      JobSpec sales =
          JobSpec.builder("sales-" + shop)
              .shell("printf %s \"$SHOP\" | wc -c >sales")
              .environment("SHOP", shop)
              .label("stage", "sales")
              .output(OutputFile.file("sales"))
              .resources(Resources.of(0.5, DataSize.ofMebibytes(16)))
              .retry(twiceAsMuchMemory())
              .timeouts(Timeouts.ofRun(Duration.ofHours(2)))
              .build();
      jobs.add(sales);
      report.input(InputFile.output(sales.id(), "sales", "sales/" + shop));
    }
    jobs.add(report.build());
    WorkflowRun run = executor.start(WorkflowSpec.of("report"));
    run.submit(jobs).forEach(SubmitOutcome::orElseThrow);
    return run;
  }

  private static RetryPolicy twiceAsMuchMemory() {
    return RetryPolicy.ofDefaults().toBuilder()
        .retry(FailureKind.OUT_OF_MEMORY, 2)
        .memoryFactor(2)
        .backoff(Backoff.doubling(Duration.ofMinutes(5), Duration.ofHours(1)))
        .build();
  }
}
