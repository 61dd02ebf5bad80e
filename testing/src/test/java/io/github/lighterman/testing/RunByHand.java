package io.github.lighterman.testing;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.DeliveredFile;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Problem;
import io.github.lighterman.RunId;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.Usage;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A run whose backend is the test: nothing becomes of a job unless the test says so. */
final class RunByHand implements WorkflowRun, TaskDriver {
  final ManualClock clock = ManualClock.create();
  private final JobLifecycle lifecycle;
  private final Map<String, String> logs = new HashMap<>();

  RunByHand() {
    lifecycle =
        new JobLifecycle(
            RunId.of("run"),
            new JobLifecycle.Setup(
                clock, clock, Runnable::run, 1_000, JobLifecycle.Dependencies.HELD),
            this);
  }

  void waits(JobHandle job, PendingReason.Cause cause, String message) {
    lifecycle.report(
        TaskReport.pending(task(job), clock.instant(), PendingReason.of(cause, message)));
  }

  void runs(JobHandle job, Node node) {
    lifecycle.report(TaskReport.of(task(job), TaskReport.Phase.RUNNING, clock.instant()).on(node));
  }

  void exits(JobHandle job, int code, DeliveredFile... outputs) {
    end(
        job,
        new TaskEnd(OptionalInt.of(code), Optional.empty(), Usage.unknown(), List.of(outputs)));
  }

  void fails(JobHandle job, JobFailure failure) {
    end(job, TaskEnd.failed(failure));
  }

  /** Sets what the log of an attempt holds; without it the log can't be had. */
  void prints(JobHandle job, LogStream stream, String text) {
    logs.put(task(job) + " " + stream, text);
  }

  @Override
  public WorkflowSpec spec() {
    return WorkflowSpec.of(RunId.of("run"));
  }

  @Override
  public List<SubmitOutcome> submit(List<JobSpec> jobs) {
    return lifecycle.accept(jobs, spec -> List.of());
  }

  @Override
  public List<Problem> validate(List<JobSpec> jobs) {
    return lifecycle.validate(jobs, spec -> List.of());
  }

  @Override
  public Optional<JobHandle> job(JobId id) {
    return lifecycle.job(id);
  }

  @Override
  public List<JobHandle> jobs() {
    return lifecycle.jobs();
  }

  @Override
  public void addListener(WorkflowListener listener) {
    lifecycle.addListener(listener);
  }

  @Override
  public void awaitIdle() throws InterruptedException {
    lifecycle.awaitIdle();
  }

  @Override
  public void cancel() {
    jobs().forEach(JobHandle::cancel);
  }

  @Override
  public CloseReport close(ClosePolicy policy) {
    lifecycle.detach();
    return new CloseReport(id(), policy, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  @Override
  public void record(List<Submission> accepted) {}

  @Override
  public void recordCancel(JobId job) {}

  @Override
  public void start(Submission submission) {}

  @Override
  public void stop(TaskId task, JobFailure reason) {
    lifecycle.report(TaskReport.ended(task, clock.instant(), TaskEnd.failed(reason)));
  }

  @Override
  public LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes) {
    String text = logs.get(task + " " + stream);
    if (text == null) {
      throw new LogUnavailableException("the log of " + task + " is gone");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int from = (int) Math.min(offset, bytes.length);
    int length = Math.min(maxBytes, bytes.length - from);
    return new LogChunk(
        ByteBuffer.wrap(bytes, from, length), from + length, from + length == bytes.length);
  }

  private void end(JobHandle job, TaskEnd end) {
    lifecycle.report(TaskReport.ended(task(job), clock.instant(), end));
  }

  private static TaskId task(JobHandle job) {
    return new TaskId(job.id(), job.status().attempt());
  }
}
