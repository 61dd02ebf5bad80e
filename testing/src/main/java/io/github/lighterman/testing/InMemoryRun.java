package io.github.lighterman.testing;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Problem;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.spi.DrivenRun;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import io.github.lighterman.testing.ScriptLog.LogEnd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A run in memory: what its {@link JobLifecycle} and its {@link DrivenRun} ask for. */
final class InMemoryRun implements TaskDriver, DrivenRun.Backing {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final InMemoryBackend backend;
  private final RunRecord record;
  private final JobLifecycle lifecycle;
  private final DrivenRun face;
  private final Optional<ChaoticChannel> disturbed;
  private final Consumer<InMemoryRun> closed;
  private volatile boolean dead;
  private volatile boolean cleaned;

  InMemoryRun(InMemoryBackend backend, RunRecord record, Consumer<InMemoryRun> closed) {
    this.backend = backend;
    this.record = record;
    this.closed = closed;
    this.lifecycle = new JobLifecycle(record.spec().id(), backend.lifecycleSetup(), this);
    this.face = new DrivenRun(record.spec(), lifecycle, this);
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

  /** Returns what the user sees of it. */
  DrivenRun face() {
    return face;
  }

  @Override
  public List<Problem> check(JobSpec job) {
    return backend.check(record.spec(), job);
  }

  /** Is short: only what a script does this very moment, on another thread, can take time. */
  @Override
  public Duration grace() {
    disturbed.ifPresent(ChaoticChannel::calm);
    return GRACE;
  }

  @Override
  public List<String> letGo() {
    return List.of();
  }

  @Override
  public String place() {
    return "memory:" + record.spec().id();
  }

  @Override
  public List<String> delete() {
    cleaned = true;
    backend.remove(record.spec().id());
    return List.of();
  }

  @Override
  public void closed() {
    record.letGo();
    closed.accept(this);
  }

  /** Does no more than a process that is gone. */
  void die() {
    dead = true;
    record.letGo();
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
}
