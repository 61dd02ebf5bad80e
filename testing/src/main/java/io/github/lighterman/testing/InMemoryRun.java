package io.github.lighterman.testing;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import io.github.lighterman.testing.ScriptLog.LogEnd;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run in memory: what the user sees of it, and what its {@link JobLifecycle} asks for. */
final class InMemoryRun implements WorkflowRun, TaskDriver {
  private final InMemoryBackend backend;
  private final RunRecord record;
  private final JobLifecycle lifecycle;
  private final Optional<ChaoticChannel> disturbed;
  private final Consumer<InMemoryRun> closed;
  private volatile boolean dead;
  private volatile boolean cleaned;
  private @Nullable CloseReport report;

  InMemoryRun(InMemoryBackend backend, RunRecord record, Consumer<InMemoryRun> closed) {
    this.backend = backend;
    this.record = record;
    this.closed = closed;
    this.lifecycle = new JobLifecycle(record.spec().id(), backend.lifecycleSetup(), this);
    this.disturbed =
        backend.chaos.map(chaos -> new ChaoticChannel(chaos, backend.time, lifecycle::report));
  }

  /** Reads back what an earlier driver has left, and goes on with it. */
  void resume(List<WorkflowListener> listeners) {
    lifecycle.pause();
    record.replay(lifecycle);
    listeners.forEach(lifecycle::addListener);
    lifecycle.resume();
  }

  @Override
  public WorkflowSpec spec() {
    return record.spec();
  }

  @Override
  public List<SubmitOutcome> submit(List<JobSpec> jobs) {
    return lifecycle.accept(resolved(jobs), job -> backend.check(spec(), job));
  }

  @Override
  public List<Problem> validate(List<JobSpec> jobs) {
    return lifecycle.validate(resolved(jobs), job -> backend.check(spec(), job));
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
  public synchronized CloseReport close(ClosePolicy policy) {
    if (report == null) {
      disturbed.ifPresent(ChaoticChannel::calm);
      InMemoryClosing closing = new InMemoryClosing(this, policy);
      report = closing.close();
      if (closing.cleans()) {
        cleaned = true;
        backend.remove(id());
      }
      record.letGo();
      closed.accept(this);
    }
    return report;
  }

  /** Does no more than a process that is gone. */
  void die() {
    dead = true;
    record.letGo();
  }

  JobLifecycle lifecycle() {
    return lifecycle;
  }

  /** Takes what the backend tells. */
  void hear(TaskReport fact) {
    if (!dead) {
      disturbed.ifPresentOrElse(channel -> channel.accept(fact), () -> lifecycle.report(fact));
    }
  }

  @Override
  public void record(List<Submission> accepted) {
    record.accepted(accepted);
  }

  @Override
  public void recordCancel(JobId job) {
    record.cancel(job);
  }

  @Override
  public void start(Submission submission) {
    if (!dead) {
      record.start(submission);
    }
  }

  @Override
  public void stop(TaskId task, JobFailure reason) {
    if (!dead) {
      record.task(task).ifPresent(it -> it.stop(reason));
    }
  }

  @Override
  public LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes) {
    if (cleaned) {
      throw new LogUnavailableException(
          "the log of " + task + " is gone, since its run was closed and cleaned");
    }
    LogEnd end = record.hasEnded(task) || hasEnded(task.job()) ? LogEnd.WRITTEN : LogEnd.OPEN;
    Optional<ScriptLog> log = record.findLog(task);
    if (log.isEmpty() && end == LogEnd.WRITTEN) {
      throw new LogUnavailableException(
          "there is no log of " + task + ", since its command never started");
    }
    return log.map(it -> it.read(stream, offset, maxBytes, end))
        .orElseGet(() -> new LogChunk(ByteBuffer.allocate(0), offset, false));
  }

  /** A job can end without an attempt, of which the record knows nothing. */
  private boolean hasEnded(JobId job) {
    return lifecycle.job(job).flatMap(JobHandle::resultNow).isPresent();
  }

  private List<JobSpec> resolved(List<JobSpec> jobs) {
    return jobs.stream().map(job -> job.withDefaults(spec().defaults())).toList();
  }
}
