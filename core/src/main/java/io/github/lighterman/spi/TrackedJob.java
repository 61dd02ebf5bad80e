package io.github.lighterman.spi;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.Node;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link JobLifecycle} knows of one job. Fields that are not volatile belong to the
 * lifecycle's lock; a run can have 100,000 of these, so that what few jobs need is null at first.
 */
final class TrackedJob implements JobHandle {
  private final JobLifecycle lifecycle;
  private final JobSpec spec;
  final Instant acceptedAt;
  private volatile JobStatus status;
  // Written before a terminal status and read after it, so that both are seen or neither.
  private @Nullable JobResult result;
  // Made when somebody asks, which few do of many jobs. Guarded by the monitor of this.
  private @Nullable CompletableFuture<JobResult> future;
  // An immutable list, for whoever looks without the lock.
  volatile List<Attempt> attempts = List.of();
  private List<TrackedJob> dependents = List.of();
  int unmetDependencies;
  JobState reached = JobState.QUEUED;
  boolean recorded;
  boolean cancelRequested;
  @Nullable Instant started;
  @Nullable Node node;
  @Nullable Future<?> timer;

  TrackedJob(JobLifecycle lifecycle, JobSpec spec, Instant acceptedAt) {
    this.lifecycle = lifecycle;
    this.spec = spec;
    this.acceptedAt = acceptedAt;
    this.status = new JobStatus(spec.id(), JobState.SUBMITTED, 1, acceptedAt, 0, Optional.empty());
  }

  @Override
  public JobSpec spec() {
    return spec;
  }

  @Override
  public JobStatus status() {
    return status;
  }

  @Override
  public List<Attempt> attempts() {
    return attempts;
  }

  @Override
  public Optional<JobResult> resultNow() {
    return state().isTerminal() ? Optional.ofNullable(result) : Optional.empty();
  }

  @Override
  public synchronized CompletableFuture<JobResult> result() {
    if (state().isTerminal()) {
      return CompletableFuture.completedFuture(result);
    }
    if (future == null) {
      future = new CompletableFuture<>();
    }
    return future.copy();
  }

  @Override
  public void cancel() {
    lifecycle.cancel(id());
  }

  @Override
  public LogChunk readLog(LogStream stream, int attempt, long offset, int maxBytes) {
    return lifecycle.readLog(this, stream, attempt, offset, maxBytes);
  }

  @Override
  public String toString() {
    return "Job[" + id() + " " + status.state() + "]";
  }

  JobState state() {
    return status.state();
  }

  /** Moves on; from RETRYING to QUEUED with the next attempt. */
  void become(JobState next, Instant at, Optional<PendingReason> pending) {
    JobStatus now = status;
    int attempt = now.attempt();
    if (now.state() == JobState.RETRYING && next == JobState.QUEUED) {
      attempt++;
      started = null;
      node = null;
    }
    switch (next) {
      case QUEUED, PREPARING, RUNNING, FINALIZING -> reached = next;
      case SUBMITTED, BLOCKED, RETRYING, LOST, SUCCEEDED, FAILED, CANCELLED -> {}
    }
    Instant since = at.isBefore(now.since()) ? now.since() : at;
    status = new JobStatus(id(), next, attempt, since, now.sequence() + 1, pending);
  }

  void end(JobResult how, Instant at) {
    result = how;
    become(how.state(), at, Optional.empty());
  }

  /** Returns the future that somebody waits for, if anybody does; later ones are complete. */
  synchronized Optional<CompletableFuture<JobResult>> takeFuture() {
    Optional<CompletableFuture<JobResult>> taken = Optional.ofNullable(future);
    future = null;
    return taken;
  }

  /** Returns the same for a job that goes on unwatched; later ones fail as it must. */
  synchronized Optional<CompletableFuture<JobResult>> abandon(WorkflowException closed) {
    Optional<CompletableFuture<JobResult>> taken = takeFuture();
    future = CompletableFuture.failedFuture(closed);
    return taken;
  }

  void addDependent(TrackedJob job) {
    if (dependents.isEmpty()) {
      dependents = new ArrayList<>(2);
    }
    dependents.add(job);
  }

  List<TrackedJob> takeDependents() {
    List<TrackedJob> taken = dependents;
    dependents = List.of();
    return taken;
  }

  void addAttempt(Attempt attempt) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.add(attempt);
    attempts = List.copyOf(all);
  }

  boolean hasEnded(int attempt) {
    return attempts.stream().anyMatch(ended -> ended.number() == attempt);
  }

  boolean hasRetriesFor(FailureKind kind, OptionalInt exitCode) {
    Optional<Integer> code =
        exitCode.isPresent() ? Optional.of(exitCode.getAsInt()) : Optional.empty();
    return spec.retry().filter(policy -> policy.retries(kind, code, failures(kind))).isPresent();
  }

  /** Returns how long to wait after the last attempt, which failed. */
  Duration backoff() {
    FailureKind kind = attempts.get(attempts.size() - 1).failure().orElseThrow().kind();
    return spec.retry().orElseThrow().backoff().delay(failures(kind));
  }

  private int failures(FailureKind kind) {
    return (int)
        attempts.stream()
            .filter(attempt -> attempt.failure().filter(it -> it.kind() == kind).isPresent())
            .count();
  }

  void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  Submission submission(RunId run) {
    return new Submission(run, spec, status.attempt(), acceptedAt, resources());
  }

  TaskId task() {
    return new TaskId(id(), status.attempt());
  }

  /** More memory after each lack of it, and dedicated machines once spot ones had their chance. */
  private Resources resources() {
    Resources wished = spec.resources().orElseGet(Resources::ofDefaults);
    int outOfMemory = failures(FailureKind.OUT_OF_MEMORY);
    double factor =
        Math.pow(spec.retry().map(retry -> retry.memoryFactor()).orElse(1.0), outOfMemory);
    if (factor > 1 && wished.memory().isPresent()) {
      wished = wished.toBuilder().memory(wished.memory().get().times(factor)).build();
    }
    return wished.spot().preference() == Spot.Preference.FIRST_ATTEMPTS
        ? wished.toBuilder().spot(wished.spot().settled(status.attempt())).build()
        : wished;
  }

  @Override
  public JobId id() {
    return spec.id();
  }
}
