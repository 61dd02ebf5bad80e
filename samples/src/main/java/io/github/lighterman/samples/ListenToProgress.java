package io.github.lighterman.samples;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobStatus;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.local.LocalExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * How does a program hear what becomes of its jobs? From a listener: in order for each job, every
 * state from QUEUED on, and each end once. It's told on another thread, and so a bit later than a
 * result's future is completed.
 */
public final class ListenToProgress {
  private ListenToProgress() {}

  /** Prints every change of three jobs, of which one fails and takes another with it. */
  public static void main(String... args) throws Exception {
    JobSpec good = JobSpec.builder("good").shell("exit 0").build();
    JobSpec bad = JobSpec.builder("bad").shell("exit 3").dependsOn(good.id()).build();
    JobSpec unlucky = JobSpec.builder("unlucky").shell("exit 0").dependsOn(bad.id()).build();
    Path state = Files.createTempDirectory("listen-");
    WorkflowSpec spec = WorkflowSpec.of("listen").withClosePolicy(ClosePolicy.CLEAN);
    try (WorkflowExecutor executor = LocalExecutor.builder().directory(state).build();
        WorkflowRun run = executor.start(spec)) {
      Printer printer = new Printer(new CountDownLatch(3));
      run.addListener(printer);
      run.submit(List.of(good, bad, unlucky)).forEach(outcome -> outcome.orElseThrow());
      printer.ends().await();
    }
    Files.delete(state);
  }

  private record Printer(CountDownLatch ends) implements WorkflowListener {
    @Override
    public void onStatus(JobHandle job, JobStatus status) {
      System.out.println(job.id() + " is " + status.state());
    }

    @Override
    public void onResult(JobHandle job, JobResult result) {
      System.out.println(
          job.id() + " ended" + result.failure().map(failure -> ": " + failure).orElse(" well"));
      ends.countDown();
    }
  }
}
