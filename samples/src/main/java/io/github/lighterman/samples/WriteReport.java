package io.github.lighterman.samples;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import io.github.lighterman.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How does a program show where the time of its jobs went? With a {@link RunReport}, which listens
 * to a run and writes a page to look at, and the same as TSV and JSON. On Azure Batch it tells what
 * machines cost as well, if it's made with {@code RunReport.of(run, VmSizes.builtIn()::price)}.
 */
public final class WriteReport {
  private WriteReport() {}

  /** Runs six jobs and writes their report into a directory, {@code report} if none is named. */
  public static void main(String... args) throws Exception {
    Path directory = Path.of(args.length > 0 ? args[0] : "report");
    Path state = Files.createTempDirectory("report-");
    WorkflowSpec spec = WorkflowSpec.of("rivers").withClosePolicy(ClosePolicy.CLEAN);
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).cpus(2).build();
        WorkflowRun run = executor.start(spec)) {
      RunReport report = RunReport.of(run);
      run.submit(jobs());
      run.awaitIdle();
      report.write(directory);
    }
    Files.delete(state);
    System.out.println("look at " + directory.resolve("report.html"));
  }

  private static List<JobSpec> jobs() {
    List<JobSpec> jobs = new ArrayList<>();
    JobSpec.Builder sum = JobSpec.builder("sum").shell("cat in/* | wc -c");
    for (String river : List.of("lea", "medway", "tees", "thames")) {
      JobSpec measure =
          JobSpec.builder(river)
              .shell("sleep 0.$(wc -c <name); cat name name >twice")
              .input(InputFile.content(river, "name"))
              .output(OutputFile.file("twice"))
              .build();
      jobs.add(measure);
      sum.input(InputFile.output(measure.id(), "twice", "in/" + river));
    }
    jobs.add(sum.build());
    RetryPolicy twice = RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build();
    jobs.add(JobSpec.builder("dry").shell("exit 4").retry(twice).build());
    return jobs;
  }
}
