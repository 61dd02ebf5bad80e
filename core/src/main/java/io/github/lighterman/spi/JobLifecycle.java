package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.Attempt;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Problem;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.Timeouts;
import io.github.lighterman.WorkflowListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where facts become states. Keeps the jobs of one run; takes {@link TaskReport}s in
 * whatever order a backend gives them, refuses illegal and late ones, fills in states that went by
 * unseen, decides on retries, ends dependents of failed jobs, completes every future exactly once
 * and calls listeners in order.
 *
 * <p>Executors compose it; they never inherit from it. Safe for use by several threads. No lock is
 * held while a {@link TaskDriver} or a listener is called.
 */
public final class JobLifecycle {
  private static final Logger log = LoggerFactory.getLogger(JobLifecycle.class);

  /** Who holds back a job whose dependencies have not ended. */
  public enum Dependencies {
    /** This class: {@link TaskDriver#start} is called once they have succeeded. */
    HELD,
    /** The backend: {@link TaskDriver#start} is called at once. */
    PUSHED_DOWN
  }

  /**
   * What a lifecycle works with.
   *
   * @param clock tells the time of what no report tells
   * @param timer wakes it for retries and queue timeouts
   * @param callbacks runs listeners and actions that depend on futures; they may block
   * @param capacity how many jobs may be live at once, 1 or more
   * @param dependencies who holds back jobs
   */
  public record Setup(
      Clock clock,
      ScheduledExecutorService timer,
      Executor callbacks,
      int capacity,
      Dependencies dependencies) {}

  private final RunId run;
  private final Setup setup;
  private final TaskDriver driver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final JobTable jobs = new JobTable();
  private final Effects effects;
  private int live;
  private boolean paused;
  private boolean detached;

  /** Creates the lifecycle of a run without jobs. */
  public JobLifecycle(RunId run, Setup setup, TaskDriver driver) {
    this.run = requireNonNull(run, "run");
    this.setup = requireNonNull(setup, "setup");
    this.driver = requireNonNull(driver, "driver");
    this.effects = new Effects(setup.callbacks());
  }

  /**
   * Takes jobs, as {@link io.github.lighterman.WorkflowRun#submit(List)} promises. {@code checks}
   * returns what the executor has against a job; {@link JobChecks} are made anyway.
   */
  public List<SubmitOutcome> accept(List<JobSpec> specs, Function<JobSpec, List<Problem>> checks) {
    List<List<Problem>> found = JobChecks.all(specs, checks);
    List<SubmitOutcome> outcomes;
    List<TrackedJob> fresh = new ArrayList<>();
    lock.lock();
    try {
      requireAttached();
      outcomes = jobs.admit(specs, found, setup.capacity() - live, spec -> track(spec, fresh));
      live += fresh.size();
    } finally {
      lock.unlock();
    }
    try {
      driver.record(fresh.stream().map(job -> job.submission(run)).toList());
    } catch (RuntimeException e) {
      forget(fresh);
      throw e;
    }
    locked(() -> fresh.forEach(this::activate));
    return outcomes;
  }

  /** Returns everything that {@link #accept} would now reject these jobs for; changes nothing. */
  public List<Problem> validate(List<JobSpec> specs, Function<JobSpec, List<Problem>> checks) {
    List<List<Problem>> found = JobChecks.all(specs, checks);
    lock.lock();
    try {
      requireAttached();
      return jobs.problems(specs, found, setup.capacity() - live);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops all calls to {@link TaskDriver#start} and {@link TaskDriver#stop} until {@link #resume},
   * so that a run's record can be read back: jobs by {@link #restore}, ends by {@link #report},
   * cancels by {@link #restoreCancel}, in the order in which they were written.
   */
  public void pause() {
    locked(() -> paused = true);
  }

  /** Takes a job that the run's record says was accepted then. */
  public void restore(JobSpec spec, Instant acceptedAt) {
    locked(
        () -> {
          TrackedJob job = new TrackedJob(this, spec, acceptedAt);
          jobs.add(job);
          live++;
          activate(job);
        });
  }

  /** Takes a wish to cancel that the run's record holds. */
  public void restoreCancel(JobId id) {
    locked(() -> jobs.find(id).ifPresent(this::requestCancel));
  }

  /** Ends the pause: starts what waits, and stops what was to be cancelled. */
  public void resume() {
    locked(
        () -> {
          paused = false;
          for (TrackedJob job : jobs.all()) {
            if (job.state() == JobState.QUEUED || startsBlocked(job)) {
              startQueued(job);
            } else if (job.state() == JobState.RETRYING) {
              scheduleRetry(job, Duration.ZERO);
            }
            if (job.cancelRequested && !job.state().isTerminal()) {
              stop(job, cancelled());
            }
          }
        });
  }

  /** Takes a fact. Repeated, late and illegal ones change nothing. */
  public void report(TaskReport report) {
    locked(
        () -> {
          TrackedJob job = jobs.find(report.task().job()).orElse(null);
          if (job == null || detached || !isAwaited(job, report.task())) {
            log.debug("Passed over a late report of {}: {}", report.task(), report.phase());
          } else {
            apply(job, report);
          }
        });
  }

  /** Asks for a job to be stopped, as {@link JobHandle#cancel} promises. */
  public void cancel(JobId id) {
    TrackedJob job = job(id).map(TrackedJob.class::cast).orElse(null);
    if (job == null || job.state().isTerminal()) {
      return;
    }
    try {
      driver.recordCancel(id);
    } catch (RuntimeException e) {
      log.warn("The wish to cancel {} of {} could not be recorded", id, run, e);
    }
    locked(() -> requestCancel(job));
  }

  /** Returns the job with this id, if there is one. */
  public Optional<JobHandle> job(JobId id) {
    lock.lock();
    try {
      return jobs.find(id).map(JobHandle.class::cast);
    } finally {
      lock.unlock();
    }
  }

  /** Returns all jobs in the order in which they were accepted. */
  public List<JobHandle> jobs() {
    lock.lock();
    try {
      return List.copyOf(jobs.all());
    } finally {
      lock.unlock();
    }
  }

  /** Adds a listener, which is told everything from now on. */
  public void addListener(WorkflowListener listener) {
    effects.addListener(requireNonNull(listener, "listener"));
  }

  /** Waits until no job is live, as {@link io.github.lighterman.WorkflowRun#awaitIdle} promises. */
  public void awaitIdle() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (live > 0) {
        requireAttached();
        idle.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits at most {@code longest} until no job is live, and tells whether that is so. */
  public boolean awaitIdle(Duration longest) throws InterruptedException {
    long nanos = longest.toNanos();
    lock.lockInterruptibly();
    try {
      while (live > 0 && nanos > 0) {
        nanos = idle.awaitNanos(nanos);
      }
      return live == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no further job and no further fact, and completes what waits for live jobs. */
  public void detach() {
    locked(
        () -> {
          if (detached) {
            return;
          }
          detached = true;
          idle.signalAll();
          for (TrackedJob job : jobs.all()) {
            job.cancelTimer();
            if (!job.state().isTerminal()) {
              effects.abandon(job, closed());
            }
          }
        });
  }

  LogChunk readLog(TrackedJob job, LogStream stream, int attempt, long offset, int maxBytes) {
    if (offset < 0 || maxBytes < 1 || maxBytes > 16 << 20) {
      throw new IllegalArgumentException(
          "offset must be 0 or more and maxBytes 1 to 16 MiB, not " + offset + " and " + maxBytes);
    }
    if (attempt < 1 || attempt > job.status().attempt()) {
      throw new LogUnavailableException(
          "job "
              + job.id()
              + " has no attempt "
              + attempt
              + " yet; it's at attempt "
              + job.status().attempt());
    }
    return driver.readLog(new TaskId(job.id(), attempt), stream, offset, maxBytes);
  }

  private TrackedJob track(JobSpec spec, List<TrackedJob> fresh) {
    TrackedJob job = new TrackedJob(this, spec, setup.clock().instant());
    fresh.add(job);
    return job;
  }

  private void forget(List<TrackedJob> fresh) {
    locked(
        () -> {
          for (TrackedJob job : fresh) {
            jobs.remove(job);
            end(job, JobState.CANCELLED, setup.clock().instant(), Optional.of(upstream(job)));
          }
        });
  }

  private void activate(TrackedJob job) {
    if (job.state() != JobState.SUBMITTED) {
      return;
    }
    if (job.cancelRequested) {
      end(job, JobState.CANCELLED, setup.clock().instant(), Optional.of(cancelled()));
      return;
    }
    for (JobId id : job.spec().upstream()) {
      TrackedJob other = jobs.find(id).orElse(null);
      if (other == null || (other.state().isTerminal() && other.state() != JobState.SUCCEEDED)) {
        JobFailure failure = other == null ? upstream(job) : upstream(other);
        end(job, JobState.CANCELLED, setup.clock().instant(), Optional.of(failure));
        return;
      }
      if (other.state() != JobState.SUCCEEDED) {
        other.addDependent(job);
        job.unmetDependencies++;
      }
    }
    if (job.unmetDependencies > 0) {
      move(job, JobState.BLOCKED, job.acceptedAt, waiting(job));
      if (startsBlocked(job)) {
        startQueued(job);
      }
    } else {
      enqueue(job, job.acceptedAt);
    }
  }

  private boolean startsBlocked(TrackedJob job) {
    return job.state() == JobState.BLOCKED && setup.dependencies() == Dependencies.PUSHED_DOWN;
  }

  private void enqueue(TrackedJob job, Instant at) {
    boolean startedBefore = startsBlocked(job);
    move(job, JobState.QUEUED, at, Optional.empty());
    if (!startedBefore) {
      startQueued(job);
    }
  }

  private void startQueued(TrackedJob job) {
    if (paused) {
      return;
    }
    Submission submission = job.submission(run);
    job.spec().timeouts().flatMap(Timeouts::queue).ifPresent(limit -> watchQueue(job, limit));
    effects.add(() -> driver.start(submission));
  }

  private void watchQueue(TrackedJob job, Duration limit) {
    TaskId task = job.task();
    Runnable end =
        () ->
            locked(
                () -> {
                  if (job.task().equals(task) && job.state() == JobState.QUEUED) {
                    stop(job, Failures.queueTimeout(job, limit));
                  }
                });
    job.cancelTimer();
    job.timer = setup.timer().schedule(end, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private boolean isAwaited(TrackedJob job, TaskId task) {
    boolean underWay =
        switch (job.state()) {
          case QUEUED, PREPARING, RUNNING, FINALIZING, LOST -> true;
          case BLOCKED -> setup.dependencies() == Dependencies.PUSHED_DOWN;
          case SUBMITTED, RETRYING, SUCCEEDED, FAILED, CANCELLED -> false;
        };
    return underWay && job.status().attempt() == task.attempt();
  }

  private void apply(TrackedJob job, TaskReport report) {
    report.node().ifPresent(node -> job.node = node);
    switch (report.phase()) {
      case PENDING -> {
        if (job.state() == JobState.QUEUED && !job.status().pending().equals(report.pending())) {
          move(job, JobState.QUEUED, job.status().since(), report.pending());
        }
      }
      case PREPARING -> advance(job, JobState.PREPARING, report.at());
      case RUNNING -> advance(job, JobState.RUNNING, report.at());
      case FINALIZING -> advance(job, JobState.FINALIZING, report.at());
      case MISSING -> advance(job, JobState.LOST, report.at());
      case ENDED -> endAttempt(job, report.at(), report.end().orElseThrow());
    }
  }

  private void advance(TrackedJob job, JobState next, Instant at) {
    if (job.state() == JobState.BLOCKED) {
      enqueue(job, at);
    }
    List<JobState> skipped = job.state().skippedBefore(next);
    boolean legal = job.state().mayBecome(next) || !skipped.isEmpty();
    if (!legal) {
      log.debug("Passed over {} of {}, which is {}", next, job.id(), job.state());
      return;
    }
    for (JobState state : skipped) {
      move(job, state, at, Optional.empty());
    }
    move(job, next, at, Optional.empty());
  }

  private void endAttempt(TrackedJob job, Instant at, TaskEnd end) {
    Optional<JobFailure> failure = end.failure().or(() -> Failures.ofExit(job.spec(), end));
    job.addAttempt(
        new Attempt(
            job.status().attempt(),
            Optional.ofNullable(job.started),
            at,
            Optional.ofNullable(job.node),
            end.exitCode(),
            end.usage(),
            failure));
    if (failure.isEmpty()) {
      advance(job, JobState.FINALIZING, at);
      end(job, JobState.SUCCEEDED, at, failure, end);
    } else if (failure.get().kind() == FailureKind.CANCELLED) {
      end(job, JobState.CANCELLED, at, failure, end);
    } else if (mayRetry(job, failure.get().kind(), end)) {
      retry(job, failure.get().kind(), at);
    } else {
      end(job, JobState.FAILED, at, failure, end);
    }
  }

  private static boolean mayRetry(TrackedJob job, FailureKind kind, TaskEnd end) {
    Optional<Integer> code =
        end.exitCode().isPresent() ? Optional.of(end.exitCode().getAsInt()) : Optional.empty();
    return !job.cancelRequested
        && job.spec()
            .retry()
            .filter(policy -> policy.retries(kind, code, job.failures(kind)))
            .isPresent();
  }

  private void retry(TrackedJob job, FailureKind kind, Instant at) {
    RetryPolicy policy = job.spec().retry().orElseThrow();
    Duration delay = policy.backoff().delay(job.failures(kind));
    move(job, JobState.RETRYING, at, Optional.of(Failures.backoff(kind, delay)));
    if (!paused) {
      scheduleRetry(job, delay);
    }
  }

  private void scheduleRetry(TrackedJob job, Duration delay) {
    Runnable again =
        () ->
            locked(
                () -> {
                  if (job.state() == JobState.RETRYING && !detached) {
                    job.started = null;
                    job.node = null;
                    enqueue(job, setup.clock().instant());
                  }
                });
    job.cancelTimer();
    job.timer = setup.timer().schedule(again, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void requestCancel(TrackedJob job) {
    if (job.cancelRequested || detached) {
      return;
    }
    job.cancelRequested = true;
    switch (job.state()) {
      case BLOCKED, RETRYING -> {
        if (startsBlocked(job)) {
          stop(job, cancelled());
        }
        end(job, JobState.CANCELLED, setup.clock().instant(), Optional.of(cancelled()));
      }
      case QUEUED, PREPARING, RUNNING, FINALIZING, LOST -> stop(job, cancelled());
      case SUBMITTED, SUCCEEDED, FAILED, CANCELLED -> {}
    }
  }

  private void stop(TrackedJob job, JobFailure reason) {
    if (!paused) {
      TaskId task = job.task();
      effects.add(() -> driver.stop(task, reason));
    }
  }

  private void end(TrackedJob job, JobState state, Instant at, Optional<JobFailure> failure) {
    end(job, state, at, failure, Failures.NO_END);
  }

  /** Ends a job, and with it, without recursion, every job that can't run any more. */
  private void end(
      TrackedJob first, JobState state, Instant at, Optional<JobFailure> why, TaskEnd end) {
    finish(first, new JobResult(first.id(), state, first.attempts, why, end.outputs()), at);
    Deque<TrackedJob> ended = new ArrayDeque<>(List.of(first));
    while (!ended.isEmpty()) {
      TrackedJob job = ended.remove();
      List<TrackedJob> dependents = job.dependents;
      job.dependents = List.of();
      for (TrackedJob dependent : dependents) {
        if (dependent.state() != JobState.BLOCKED) {
          continue;
        }
        if (job.state() == JobState.SUCCEEDED) {
          release(dependent, at);
        } else {
          if (startsBlocked(dependent)) {
            stop(dependent, upstream(job));
          }
          Optional<JobFailure> failure = Optional.of(upstream(job));
          finish(
              dependent,
              new JobResult(dependent.id(), JobState.CANCELLED, List.of(), failure, List.of()),
              at);
          ended.add(dependent);
        }
      }
    }
  }

  private void release(TrackedJob dependent, Instant at) {
    dependent.unmetDependencies--;
    if (dependent.unmetDependencies == 0) {
      enqueue(dependent, at);
    }
  }

  private void finish(TrackedJob job, JobResult result, Instant at) {
    job.cancelTimer();
    job.end(result);
    move(job, result.state(), at, Optional.empty());
    effects.complete(job, result);
    live--;
    if (live == 0) {
      idle.signalAll();
    }
  }

  private void move(TrackedJob job, JobState next, Instant at, Optional<PendingReason> pending) {
    boolean again = job.state() == JobState.RETRYING && next == JobState.QUEUED;
    if (job.state() == JobState.QUEUED && next != JobState.QUEUED) {
      job.cancelTimer();
    }
    if (next == JobState.RUNNING && job.started == null) {
      job.started = at;
    }
    job.become(next, job.status().attempt() + (again ? 1 : 0), at, pending);
    effects.tell(job, job.status());
  }

  private Optional<PendingReason> waiting(TrackedJob job) {
    return Optional.of(
        PendingReason.of(
            PendingReason.Cause.DEPENDENCIES,
            "waits for " + job.unmetDependencies + " jobs that it depends on"));
  }

  private static JobFailure cancelled() {
    return JobFailure.of(FailureKind.CANCELLED, "its cancellation was asked for");
  }

  private static JobFailure upstream(TrackedJob job) {
    return JobFailure.of(
        FailureKind.UPSTREAM,
        "job " + job.id() + ", which it depends on, did not succeed; it never started");
  }

  private RunClosedException closed() {
    return new RunClosedException(
        "run " + run + " is closed; attach to it again to follow the jobs that it left");
  }

  private void requireAttached() {
    if (detached) {
      throw closed();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
    effects.run();
  }
}
