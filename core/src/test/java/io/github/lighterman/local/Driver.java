package io.github.lighterman.local;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * A driver to be killed: starts a run of four jobs in the given directory, says so, and waits. The
 * first ends at once; the second counts its starts and goes on until the file "go" is there; the
 * third waits for room, the fourth for the second.
 */
final class Driver {
  static final RunId RUN = RunId.of("crash");

  private Driver() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    LocalExecutor executor = LocalExecutor.builder().directory(directory).cpus(1).build();
    WorkflowRun run = executor.start(WorkflowSpec.of(RUN).withClosePolicy(ClosePolicy.CLEAN));
    run.submit(JobSpec.builder("ended").shell("echo over").build()).result().get();
    run.submit(
        List.of(
            JobSpec.builder("running")
                .shell(
                    "echo x >>../../../../starts; echo begun; while ! test -e ../../../../go;"
                        + " do sleep 0.01; done; echo done >out; exit 0")
                .output(OutputFile.file("out"))
                .retry(RetryPolicy.none())
                .build(),
            JobSpec.builder("queued").shell("echo y >>../../../../starts").build(),
            JobSpec.builder("blocked")
                .shell("cat in")
                .input(InputFile.output(JobId.of("running"), "out", "in"))
                .build()));
    while (run.job(JobId.of("running")).orElseThrow().status().state() != JobState.RUNNING) {
      Thread.onSpinWait();
    }
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
