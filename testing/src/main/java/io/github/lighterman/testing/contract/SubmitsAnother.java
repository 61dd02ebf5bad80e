package io.github.lighterman.testing.contract;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;

/** Submits a job when another one has ended, as engines do. */
final class SubmitsAnother implements WorkflowListener {
  private final WorkflowRun run;
  private final JobSpec next;

  SubmitsAnother(WorkflowRun run, JobSpec next) {
    this.run = run;
    this.next = next;
  }

  @Override
  public void onResult(JobHandle job, JobResult result) {
    if (!job.id().equals(next.id())) {
      run.submit(next);
    }
  }
}
