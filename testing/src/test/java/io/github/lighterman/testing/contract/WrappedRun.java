package io.github.lighterman.testing.contract;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobStatus;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import java.util.Optional;

/** A run that hands everything on, and in which a subclass breaks something. */
class WrappedRun implements WorkflowRun {
  final WorkflowRun inner;

  WrappedRun(WorkflowRun inner) {
    this.inner = inner;
  }

  JobHandle wrap(JobHandle job) {
    return job;
  }

  /** Changes a spec on its way to the executor. */
  JobSpec change(JobSpec spec) {
    return spec;
  }

  WorkflowListener wrap(WorkflowListener listener) {
    return new WorkflowListener() {
      @Override
      public void onStatus(JobHandle job, JobStatus status) {
        listener.onStatus(wrap(job), status);
      }

      @Override
      public void onResult(JobHandle job, JobResult result) {
        listener.onResult(wrap(job), result);
      }
    };
  }

  @Override
  public WorkflowSpec spec() {
    return inner.spec();
  }

  @Override
  public List<SubmitOutcome> submit(List<JobSpec> jobs) {
    return inner.submit(jobs.stream().map(this::change).toList()).stream()
        .map(it -> it.handle().map(this::wrap).map(SubmitOutcome::accepted).orElse(it))
        .toList();
  }

  @Override
  public List<Problem> validate(List<JobSpec> jobs) {
    return inner.validate(jobs);
  }

  @Override
  public Optional<JobHandle> job(JobId id) {
    return inner.job(id).map(this::wrap);
  }

  @Override
  public List<JobHandle> jobs() {
    return inner.jobs().stream().map(this::wrap).toList();
  }

  @Override
  public void addListener(WorkflowListener listener) {
    inner.addListener(wrap(listener));
  }

  @Override
  public void awaitIdle() throws InterruptedException {
    inner.awaitIdle();
  }

  @Override
  public void cancel() {
    inner.cancel();
  }

  @Override
  public CloseReport close(ClosePolicy policy) {
    return inner.close(policy);
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
