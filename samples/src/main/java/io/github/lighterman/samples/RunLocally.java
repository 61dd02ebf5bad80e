package io.github.lighterman.samples;

import io.github.lighterman.InputFile;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;

/** How does a program run one job on this machine? The README shows the body of {@code main}. */
public final class RunLocally {
  private RunLocally() {}

  /** Sorts three lines in a job and prints what it delivered. Takes no arguments. */
  public static void main(String... args) throws Exception {
    JobSpec sort =
        JobSpec.builder("sort")
            .command("sort", "-o", "sorted.txt", "names.txt")
            .input(InputFile.content("Thames\nMedway\nLea\n", "names.txt"))
            .output(OutputFile.file("sorted.txt"))
            .build();
    try (WorkflowExecutor executor = LocalExecutor.ofDefaults();
        WorkflowRun run = executor.start(WorkflowSpec.of("rivers"))) {
      JobResult result = run.submit(sort).result().get().orElseThrow();
      System.out.print(Files.readString(Path.of(result.outputs().get(0).location())));
    }
  }
}
