package io.github.lighterman.samples;

import io.github.lighterman.InputFile;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Resources;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How does one job take what many others made? It names their outputs as its inputs, and so depends
 * on them; all of them go into one list, in any order.
 */
public final class FanOutAndGather {
  private FanOutAndGather() {}

  /** Squares the numbers 1 to 9 in a job each, and prints their sum, which another job finds. */
  public static void main(String... args) throws Exception {
    List<JobSpec> jobs = new ArrayList<>();
    JobSpec.Builder sum =
        JobSpec.builder("sum").shell("cat squares/* | awk '{ n += $1 } END { print n }'");
    for (int i = 1; i <= 9; i++) {
      JobSpec square =
          JobSpec.builder("square-" + i)
              .shell("echo $((NUMBER * NUMBER)) >square")
              .environment("NUMBER", String.valueOf(i))
              // Half a cpu each: two of them run on one.
              .resources(Resources.of(0.5))
              .output(OutputFile.file("square"))
              .build();
      jobs.add(square);
      sum.input(InputFile.output(square.id(), "square", "squares/" + i));
    }
    jobs.add(sum.build());
    Path state = Files.createTempDirectory("fan-out-");
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build();
        WorkflowRun run = executor.start(WorkflowSpec.of("fan-out"))) {
      // A rejected job keeps no other from running, so that one has to look.
      run.submit(jobs).forEach(SubmitOutcome::orElseThrow);
      JobResult result = run.job(sum.build().id()).orElseThrow().result().get().orElseThrow();
      System.out.print(
          run.job(result.id()).orElseThrow().readLog(LogStream.STDOUT, 1, 0, 1000).text());
    }
    Files.delete(state);
  }
}
