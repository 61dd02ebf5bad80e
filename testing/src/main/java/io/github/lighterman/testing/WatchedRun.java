package io.github.lighterman.testing;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import java.util.Optional;

/** Passes everything on and knows whether it was closed. */
final class WatchedRun implements WorkflowRun {
  private final WorkflowRun run;
  private volatile boolean closed;

  WatchedRun(WorkflowRun run) {
    this.run = run;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public WorkflowSpec spec() {
    return run.spec();
  }

  @Override
  public List<SubmitOutcome> submit(List<JobSpec> jobs) {
    return run.submit(jobs);
  }

  @Override
  public List<Problem> validate(List<JobSpec> jobs) {
    return run.validate(jobs);
  }

  @Override
  public Optional<JobHandle> job(JobId id) {
    return run.job(id);
  }

  @Override
  public List<JobHandle> jobs() {
    return run.jobs();
  }

  @Override
  public void addListener(WorkflowListener listener) {
    run.addListener(listener);
  }

  @Override
  public void awaitIdle() throws InterruptedException {
    run.awaitIdle();
  }

  @Override
  public void cancel() {
    run.cancel();
  }

  @Override
  public CloseReport close(ClosePolicy policy) {
    closed = true;
    return run.close(policy);
  }

  @Override
  public void close() {
    closed = true;
    run.close();
  }

  @Override
  public String toString() {
    return run.toString();
  }
}
