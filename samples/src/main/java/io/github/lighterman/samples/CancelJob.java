package io.github.lighterman.samples;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How is a job stopped? By a request: it returns at once and may lose the race against the job's
 * own end. What happened is in the result. What depends on a cancelled job never starts.
 */
public final class CancelJob {
  private CancelJob() {}

  /** Cancels a job as soon as it runs, and prints what became of it and of the job behind it. */
  public static void main(String... args) throws Exception {
    JobSpec endless = JobSpec.builder("endless").command("sleep", "3600").build();
    JobSpec next = JobSpec.builder("next").shell("echo never").dependsOn(endless.id()).build();
    Path state = Files.createTempDirectory("cancel-");
    // A cancelled job did not succeed, so that by default the run's directory would stay.
    WorkflowSpec spec = WorkflowSpec.of("cancel").withClosePolicy(ClosePolicy.CLEAN);
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build();
        WorkflowRun run = executor.start(spec)) {
      run.addListener(new CancelRunning());
      JobHandle first = run.submit(endless);
      JobHandle second = run.submit(next);
      print(first.result().get());
      print(second.result().get());
    }
    Files.delete(state);
  }

  private static void print(JobResult result) {
    System.out.println(
        result.id() + ": " + result.state() + ", " + result.failure().orElseThrow().kind());
  }

  private static final class CancelRunning implements WorkflowListener {
    @Override
    public void onStatus(JobHandle job, JobStatus status) {
      if (status.state() == JobState.RUNNING) {
        job.cancel();
      }
    }
  }
}
