package io.github.lighterman.samples.functions;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Problem;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.DrivenRun;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A run. What a user can ask of it, a {@link DrivenRun} and its {@link JobLifecycle} do; what is
 * left for an executor stands in {@link TaskDriver} and {@link DrivenRun.Backing}.
 */
final class FunctionRun implements TaskDriver, DrivenRun.Backing {
  private final Host host;
  private final RunFiles files;
  private final Consumer<FunctionRun> closed;
  private final FunctionChecks checks;
  private final JobLifecycle lifecycle;
  private final DrivenRun face;
  private final Map<TaskId, FunctionAttempt> attempts = new ConcurrentHashMap<>();
  private volatile boolean cleaned;

  FunctionRun(Host host, WorkflowSpec spec, RunFiles files, Consumer<FunctionRun> closed) {
    this.host = host;
    this.files = files;
    this.closed = closed;
    this.checks = new FunctionChecks(host, spec);
    this.lifecycle = new JobLifecycle(spec.id(), host.lifecycleSetup(), this);
    this.face = new DrivenRun(spec, lifecycle, this);
  }

  /** Returns what the user sees of it. */
  DrivenRun face() {
    return face;
  }

  @Override
  public List<Problem> check(JobSpec job) {
    return checks.check(job);
  }

  @Override
  public Duration grace() {
    return Duration.ofSeconds(10);
  }

  /** Lets functions run on: nobody will ask for what comes of them. */
  @Override
  public List<String> letGo() {
    return List.of();
  }

  @Override
  public String place() {
    return files.root().toString();
  }

  @Override
  public List<String> delete() {
    cleaned = true;
    return files.delete();
  }

  @Override
  public void closed() {
    closed.accept(this);
  }

  /** Puts nothing on record: this executor's runs end with it. */
  @Override
  public void record(List<Submission> accepted) {}

  @Override
  public void recordCancel(JobId job) {}

  @Override
  public void start(Submission submission) {
    FunctionAttempt attempt = new FunctionAttempt(host, files, lifecycle, submission);
    attempts.put(submission.task(), attempt);
    attempt.enqueue();
  }

  @Override
  public void stop(TaskId task, JobFailure reason) {
    FunctionAttempt attempt = attempts.get(task);
    if (attempt != null) {
      attempt.stop(reason);
    }
  }

  @Override
  public LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes) {
    FunctionAttempt attempt = attempts.get(task);
    if (attempt == null || cleaned) {
      throw new LogUnavailableException("the log of " + task + " is gone with its run");
    }
    return attempt.log(stream).read(offset, maxBytes);
  }
}
