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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final CompletableFuture<JobResult> future = new CompletableFuture<>();
  final Instant acceptedAt;
  volatile JobStatus status;
  private volatile @Nullable JobResult result;
  List<Attempt> attempts = List.of();
  List<TrackedJob> dependents = List.of();
  int unmetDependencies;
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
  public Optional<JobResult> resultNow() {
    return Optional.ofNullable(result);
  }

  @Override
  public CompletableFuture<JobResult> result() {
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

  void become(JobState state, int attempt, Instant at, Optional<PendingReason> pending) {
    Instant since = at.isBefore(status.since()) ? status.since() : at;
    status = new JobStatus(id(), state, attempt, since, status.sequence() + 1, pending);
  }

  void end(JobResult result) {
    this.result = result;
  }

  CompletableFuture<JobResult> future() {
    return future;
  }

  void addDependent(TrackedJob job) {
    if (dependents.isEmpty()) {
      dependents = new ArrayList<>(2);
    }
    dependents.add(job);
  }

  void addAttempt(Attempt attempt) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.add(attempt);
    attempts = List.copyOf(all);
  }

  int failures(FailureKind kind) {
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
