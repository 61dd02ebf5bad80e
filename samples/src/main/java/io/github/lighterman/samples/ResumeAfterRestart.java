package io.github.lighterman.samples;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How does a program find its jobs again after it was started anew? By the run's id. What ran goes
 * on without the program, and what ended meanwhile is there; nothing runs a second time.
 */
public final class ResumeAfterRestart {
  private static final JobId PATIENT = JobId.of("patient");

  private ResumeAfterRestart() {}

  /** Leaves a running job, finds it again, lets it end, and prints what it said. */
  public static void main(String... args) throws Exception {
    Path state = Files.createTempDirectory("resume-");
    Path go = state.resolve("go");
    RunId run = leave(state, go);
    Files.createFile(go);
    System.out.print(find(state, run));
    Files.delete(go);
    Files.delete(state);
  }

  private static RunId leave(Path state, Path go) {
    JobSpec patient =
        JobSpec.builder(PATIENT)
            .shell("until test -e \"$GO\"; do sleep 0.1; done; echo done at last")
            .environment("GO", go.toString())
            .build();
    // Not in a try: to close an executor detaches its runs, to close a run ends its jobs.
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build()) {
      WorkflowRun run = executor.start(WorkflowSpec.of("resume"));
      run.submit(patient);
      return run.id();
    }
  }

  private static String find(Path state, RunId id) throws Exception {
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build();
        WorkflowRun run = executor.attach(id)) {
      JobHandle job = run.job(PATIENT).orElseThrow();
      JobResult result = job.result().get().orElseThrow();
      String said = job.readLog(LogStream.STDOUT, 1, 0, 1000).text();
      return "attempts: " + result.attempts().size() + ", stdout: " + said;
    }
  }
}
