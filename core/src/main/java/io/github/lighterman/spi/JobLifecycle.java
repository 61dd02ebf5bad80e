package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Problem;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where facts become states. Keeps the jobs of one run; takes {@link TaskReport}s in
 * whatever order a backend gives them, refuses illegal and late ones, fills in states that went by
 * unseen, decides on retries, ends dependents of failed jobs, completes every future exactly once
 * and calls listeners in order.
 *
 * <p>Executors compose it; they never inherit from it. Safe for use by several threads. No lock is
 * held while a {@link TaskDriver} or a listener is called. What is told to whom is decided here,
 * how jobs move in {@code Transitions}, what facts mean in {@code Reports}.
 */
public final class JobLifecycle {
  private static final Logger log = LoggerFactory.getLogger(JobLifecycle.class);

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

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
   * @param timer wakes it for retries and queue timeouts; should forget what is cancelled, as
   *     {@link java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy} makes one
   *     do
   * @param callbacks runs listeners and actions that depend on futures; they may block
   * @param capacity how many jobs may be live at once, 1 or more
   * @param dependencies who holds back jobs
   */
  public record Setup(
      Clock clock,
      ScheduledExecutorService timer,
      Executor callbacks,
      int capacity,
      Dependencies dependencies) {
    /**
     * Checks the capacity.
     *
     * @throws IllegalArgumentException if {@code capacity} is less than 1
     */
    public Setup {
      requireNonNull(clock, "clock");
      requireNonNull(timer, "timer");
      requireNonNull(callbacks, "callbacks");
      requireNonNull(dependencies, "dependencies");
      if (capacity < 1) {
        throw new IllegalArgumentException("capacity must be 1 or more, not " + capacity);
      }
    }
  }

  private final RunId run;
  private final Setup setup;
  private final TaskDriver driver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Condition recorded = lock.newCondition();
  private final JobTable jobs = new JobTable();
  private final Effects effects;
  private final Dispatch dispatch;
  private final Transitions transitions;
  private final Reports reports;
  private final List<TrackedJob> restored = new ArrayList<>();
  private @Nullable Detachment detachment;

  /** That the run was let go of, and whether that is its loss and not a close. */
  private record Detachment(boolean lost, Supplier<? extends WorkflowException> reason) {}

  /** Creates the lifecycle of a run without jobs. */
  public JobLifecycle(RunId run, Setup setup, TaskDriver driver) {
    this.run = requireNonNull(run, "run");
    this.setup = requireNonNull(setup, "setup");
    this.driver = requireNonNull(driver, "driver");
    this.effects = new Effects(setup.callbacks());
    this.dispatch = new Dispatch(run, driver, effects);
    Alarms alarms = new Alarms(setup.timer(), this::lockedUnlessDetached);
    this.transitions = new Transitions(setup, jobs, dispatch, alarms, effects);
    this.reports = new Reports(transitions, dispatch);
  }

  /**
   * Takes jobs, as {@link io.github.lighterman.WorkflowRun#submit(List)} promises. {@code checks}
   * returns what the executor has against a job; {@link JobChecks} are made anyway.
   */
  public List<SubmitOutcome> accept(List<JobSpec> specs, Function<JobSpec, List<Problem>> checks) {
    List<List<Problem>> found = JobChecks.all(specs, checks);
    List<TrackedJob> fresh = new ArrayList<>();
    List<SubmitOutcome> outcomes;
    lock.lock();
    try {
      // What another call is about to record is neither the run's yet nor free to take.
      while (detachment == null && jobs.touchesUnrecorded(specs)) {
        recorded.awaitUninterruptibly();
      }
      requireAttached();
      outcomes = jobs.admit(specs, found, setup.capacity(), spec -> track(spec, fresh));
    } finally {
      lock.unlock();
    }
    if (!fresh.isEmpty()) {
      record(fresh);
    }
    return outcomes;
  }

  /** Returns everything that {@link #accept} would now reject these jobs for; changes nothing. */
  public List<Problem> validate(List<JobSpec> specs, Function<JobSpec, List<Problem>> checks) {
    List<List<Problem>> found = JobChecks.all(specs, checks);
    lock.lock();
    try {
      requireAttached();
      return jobs.problems(specs, found, setup.capacity());
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
    locked(dispatch::pause);
  }

  /**
   * Takes a job that the run's record says was accepted then. Does nothing if the run has it. May
   * come before those of its list that it depends on, as long as they come before any other call.
   */
  public void restore(JobSpec spec, Instant acceptedAt) {
    locked(
        () -> {
          if (jobs.find(spec.id()).isEmpty()) {
            TrackedJob job = new TrackedJob(this, spec, acceptedAt);
            jobs.add(job);
            jobs.setRecorded(job);
            restored.add(job);
          }
          if (!dispatch.isPaused()) {
            activateRestored();
          }
        });
  }

  /** Takes a wish to cancel that the run's record holds. */
  public void restoreCancel(JobId id) {
    lockedUnlessDetached(
        () -> {
          activateRestored();
          jobs.find(id).filter(this::noteCancel).ifPresent(transitions::cancel);
        });
  }

  /** Does the same as {@link #resume(Runnable)}, after which nothing is done. */
  public void resume() {
    resume(() -> {});
  }

  /**
   * Ends the pause: starts what waits, and stops what was to be cancelled. Back-off goes on from
   * where it was; queue timeouts count afresh. Without a pause only what comes then is done.
   *
   * @param then is run once all these calls were made, by this thread or another one that was at it
   *     just then; never if the run is detached
   */
  public void resume(Runnable then) {
    lockedUnlessDetached(
        () -> {
          if (dispatch.isPaused()) {
            activateRestored();
            dispatch.resume(() -> jobs.all().forEach(transitions::catchUp));
          }
          effects.add(then);
        });
  }

  /** Takes a fact. Repeated, late and illegal ones change nothing. */
  public void report(TaskReport report) {
    lockedUnlessDetached(
        () -> {
          activateRestored();
          jobs.find(report.task().job()).ifPresent(job -> reports.apply(job, report));
        });
  }

  /** Asks for a job to be stopped, as {@link JobHandle#cancel} promises. */
  public void cancel(JobId id) {
    cancel(List.of(id));
  }

  /**
   * Asks for jobs to be stopped, and waits but once until that is on record. Does nothing once the
   * run is closed.
   *
   * @throws WorkflowException if it can't be put there; if one of the jobs lives and the run was
   *     let go of by {@link #detach(Supplier)}, what that gives
   */
  public void cancel(List<JobId> ids) {
    boolean asked = false;
    for (JobId id : ids) {
      asked |= askToStop(id) || isToStop(id);
    }
    if (asked) {
      driver.awaitRecord();
    }
    requireAsked(ids);
  }

  /** Whoever has the run by now would not know of the wish. */
  private void requireAsked(List<JobId> ids) {
    lock.lock();
    try {
      if (detachment != null
          && detachment.lost()
          && ids.stream()
              .flatMap(id -> jobs.find(id).stream())
              .anyMatch(job -> !job.cancelRequested && !job.state().isTerminal())) {
        throw detachment.reason().get();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether a job that lives was asked to stop before, which may not be on record yet. */
  private boolean isToStop(JobId id) {
    lock.lock();
    try {
      return (detachment == null || detachment.lost())
          && jobs.find(id)
              .filter(job -> job.cancelRequested && !job.state().isTerminal())
              .isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Returns false if there is nothing to be asked for. */
  private boolean askToStop(JobId id) {
    TrackedJob job;
    lock.lock();
    try {
      job = jobs.find(id).filter(this::noteCancel).orElse(null);
    } finally {
      lock.unlock();
    }
    if (job == null) {
      return false;
    }
    try {
      driver.recordCancel(id);
    } catch (RuntimeException e) {
      log.warn("The wish to cancel {} of {} could not be recorded", id, run, e);
    } finally {
      lockedUnlessDetached(() -> transitions.cancel(job));
    }
    return true;
  }

  /** Returns the job with this id, if there is one. */
  public Optional<JobHandle> job(JobId id) {
    lock.lock();
    try {
      return jobs.find(id).filter(job -> job.recorded).map(JobHandle.class::cast);
    } finally {
      lock.unlock();
    }
  }

  /** Returns all jobs in the order in which they were accepted. */
  public List<JobHandle> jobs() {
    lock.lock();
    try {
      return jobs.all().stream().filter(job -> job.recorded).map(JobHandle.class::cast).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Adds a listener, which is told everything from now on. */
  public void addListener(WorkflowListener listener) {
    requireNonNull(listener, "listener");
    locked(() -> effects.addListener(listener));
  }

  /** Waits until no job is live, as {@link io.github.lighterman.WorkflowRun#awaitIdle} promises. */
  public void awaitIdle() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (jobs.live() > 0) {
        requireAttached();
        idle.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits at most {@code longest} until no job is live, and tells whether that is so. After {@link
   * #detach} it doesn't wait.
   */
  public boolean awaitIdle(Duration longest) throws InterruptedException {
    long nanos = longest.compareTo(FOREVER) < 0 ? longest.toNanos() : Long.MAX_VALUE;
    lock.lockInterruptibly();
    try {
      while (jobs.live() > 0 && nanos > 0 && detachment == null) {
        nanos = idle.awaitNanos(nanos);
      }
      return jobs.live() == 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no further job and no further fact, and completes what waits for live jobs. A second call
   * does nothing.
   */
  public void detach() {
    detach(new Detachment(false, this::closed));
  }

  /**
   * Does the same for another reason than a close.
   *
   * @param why gives what futures complete with and later calls throw; each time another one
   */
  public void detach(Supplier<? extends WorkflowException> why) {
    detach(new Detachment(true, why));
  }

  private void detach(Detachment end) {
    lockedUnlessDetached(
        () -> {
          detachment = end;
          idle.signalAll();
          recorded.signalAll();
          for (TrackedJob job : jobs.all()) {
            job.cancelTimer();
            if (!job.state().isTerminal()) {
              effects.abandon(job, end.reason().get());
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

  private void record(List<TrackedJob> fresh) {
    try {
      driver.record(fresh.stream().map(job -> job.submission(run)).toList());
    } catch (RuntimeException | Error e) {
      locked(
          () -> {
            fresh.forEach(jobs::remove);
            recorded.signalAll();
          });
      throw e;
    }
    locked(
        () -> {
          fresh.forEach(jobs::setRecorded);
          recorded.signalAll();
          if (detachment == null) {
            fresh.forEach(transitions::activate);
          }
        });
  }

  private void activateRestored() {
    restored.forEach(transitions::activate);
    restored.clear();
  }

  /** Notes the wish before it's recorded, so that nothing starts the job meanwhile. */
  private boolean noteCancel(TrackedJob job) {
    if (detachment != null || !job.recorded || job.cancelRequested || job.state().isTerminal()) {
      return false;
    }
    job.cancelRequested = true;
    return true;
  }

  private RunClosedException closed() {
    return new RunClosedException(
        "run " + run + " is closed; attach to it again to follow the jobs that it left");
  }

  private void requireAttached() {
    if (detachment != null) {
      throw detachment.reason().get();
    }
  }

  private void lockedUnlessDetached(Runnable change) {
    locked(
        () -> {
          if (detachment == null) {
            change.run();
          }
        });
  }

  private void locked(Runnable change) {
    try {
      lock.lock();
      try {
        change.run();
      } finally {
        if (jobs.live() == 0) {
          idle.signalAll();
        }
        lock.unlock();
      }
    } finally {
      effects.run();
    }
  }
}
