package io.github.lighterman.samples.functions;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run. Almost all that a user can ask of it, a {@link JobLifecycle} does; what that asks of a
 * backend, the methods of {@link TaskDriver} do.
 */
final class FunctionRun implements WorkflowRun, TaskDriver {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Host host;
  private final WorkflowSpec spec;
  private final RunFiles files;
  private final Consumer<FunctionRun> closed;
  private final FunctionChecks checks;
  private final JobLifecycle lifecycle;
  private final Map<TaskId, FunctionAttempt> attempts = new ConcurrentHashMap<>();
  private @Nullable CloseReport report;
  private volatile boolean cleaned;

  FunctionRun(Host host, WorkflowSpec spec, RunFiles files, Consumer<FunctionRun> closed) {
    this.host = host;
    this.spec = spec;
    this.files = files;
    this.closed = closed;
    this.checks = new FunctionChecks(host, spec);
    this.lifecycle = new JobLifecycle(spec.id(), host.lifecycleSetup(), this);
  }

  @Override
  public WorkflowSpec spec() {
    return spec;
  }

  @Override
  public List<SubmitOutcome> submit(List<JobSpec> jobs) {
    return lifecycle.accept(resolved(jobs), checks::check);
  }

  @Override
  public List<Problem> validate(List<JobSpec> jobs) {
    return lifecycle.validate(resolved(jobs), checks::check);
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
      report = closeOnce(policy);
      closed.accept(this);
    }
    return report;
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

  private CloseReport closeOnce(ClosePolicy policy) {
    boolean clean =
        policy == ClosePolicy.CLEAN
            || (policy == ClosePolicy.CLEAN_IF_SUCCEEDED
                && in(jobs(), JobState.SUCCEEDED).size() == jobs().size());
    List<JobHandle> live = live();
    List<String> failed = new ArrayList<>();
    if (policy != ClosePolicy.DETACH) {
      cancel();
      await(failed);
    }
    lifecycle.detach();
    String place = files.root().toString();
    if (clean && failed.isEmpty()) {
      failed.addAll(files.delete());
      cleaned = true;
    }
    boolean deleted = clean && failed.isEmpty();
    return new CloseReport(
        id(),
        policy,
        ids(in(live, JobState.CANCELLED)),
        ids(live()),
        deleted ? List.of(place) : List.of(),
        clean ? List.of() : List.of(place),
        failed);
  }

  private void await(List<String> failed) {
    try {
      if (!lifecycle.awaitIdle(GRACE)) {
        live().forEach(job -> failed.add("job " + job.id() + ": its function does not return"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      live().forEach(job -> failed.add("job " + job.id() + ": interrupted before it had ended"));
    }
  }

  private List<JobHandle> live() {
    return jobs().stream().filter(job -> !job.status().state().isTerminal()).toList();
  }

  private static List<JobHandle> in(List<JobHandle> jobs, JobState state) {
    return jobs.stream().filter(job -> job.status().state() == state).toList();
  }

  private static List<JobId> ids(List<JobHandle> jobs) {
    return jobs.stream().map(JobHandle::id).toList();
  }

  private List<JobSpec> resolved(List<JobSpec> jobs) {
    return jobs.stream().map(job -> job.withDefaults(spec.defaults())).toList();
  }
}
