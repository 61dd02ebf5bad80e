package io.github.lighterman.samples;

import io.github.lighterman.InputFile;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.OutputFile.Condition;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How do files get to a job and back? Inputs come from a path or from the spec itself; outputs go
 * to a path or to the run's store, which lives as long as the run.
 */
public final class StageFilesInAndOut {
  private StageFilesInAndOut() {}

  /** Splits a text by the first letter of its lines in a job, and prints where each file went. */
  public static void main(String... args) throws Exception {
    Path directory = Files.createTempDirectory("stage-files-");
    Path rivers = Files.writeString(directory.resolve("rivers.txt"), "Lea\nThames\nTees\n");
    Path copy = directory.resolve("sorted.txt");
    JobSpec job =
        JobSpec.builder("split")
            .shell("sh split.sh <in/rivers.txt && sort in/rivers.txt >sorted.txt")
            // Only read, so the executor may let jobs share one copy of it.
            .input(InputFile.file(rivers, "in/rivers.txt").readOnly())
            .input(
                InputFile.content(
                    "while read -r river; do echo $river >>\"${river%${river#?}}.part\"; done",
                    "split.sh"))
            .output(OutputFile.glob("*.part"))
            .output(OutputFile.file("sorted.txt").to(copy))
            .output(OutputFile.file("core").when(Condition.ON_FAILURE).optional())
            .build();
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(directory).build();
        WorkflowRun run = executor.start(WorkflowSpec.of("stage-files"))) {
      JobResult result = run.submit(job).result().get().orElseThrow();
      result
          .outputs()
          .forEach(it -> System.out.println(it.path() + " has " + it.size() + " bytes"));
    }
    System.out.print(Files.readString(copy));
    Files.delete(copy);
    Files.delete(rivers);
    Files.delete(directory);
  }
}
