package io.github.lighterman.local;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.Node;
import io.github.lighterman.Problem;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.DrivenRun;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run on this machine: what its {@link JobLifecycle} and its {@link DrivenRun} ask for. */
final class LocalRun implements TaskDriver, DrivenRun.Backing {
  private static final Logger log = LoggerFactory.getLogger(LocalRun.class);
  private static final Duration BEYOND_GRACE = Duration.ofSeconds(30);
  private static final Duration LET_GO = Duration.ofSeconds(10);
  private static final Node HERE = new Node("localhost", Optional.empty(), Node.Lease.DEDICATED);

  private final LocalMachinery machinery;
  private final WorkflowSpec spec;
  private final RunDirectory directory;
  private final Journal journal;
  private final SpentSandboxes spent;
  private final LocalStager stager;
  private final LocalChecks checks;
  private final JobLifecycle lifecycle;
  private final DrivenRun face;
  private final Consumer<LocalRun> closed;
  private final Map<TaskId, LocalAttempt> active = new ConcurrentHashMap<>();
  private final Object concluding = new Object();
  // What was found ended while an earlier driver's run is taken over; null at any other time.
  private @Nullable List<Runnable> foundEnded;

  LocalRun(
      LocalMachinery machinery,
      WorkflowSpec spec,
      RunDirectory directory,
      Journal journal,
      Consumer<LocalRun> closed) {
    this.machinery = machinery;
    this.spec = spec;
    this.directory = directory;
    this.journal = journal;
    this.closed = closed;
    this.spent = new SpentSandboxes(directory.jobs());
    this.stager =
        new LocalStager(directory, new InputCopier(directory.shared()), machinery.downloads, spent);
    this.checks = new LocalChecks(machinery, spec);
    this.lifecycle = new JobLifecycle(spec.id(), machinery.lifecycleSetup(), this);
    this.face = new DrivenRun(spec, lifecycle, this);
  }

  /** Reads back what an earlier driver has left, and goes on with it. */
  void resume(List<WorkflowListener> listeners) {
    lifecycle.pause();
    journal.replay(lifecycle);
    listeners.forEach(lifecycle::addListener);
    List<Runnable> ended = new ArrayList<>();
    setFoundEnded(ended);
    lifecycle.resume(
        () -> {
          setFoundEnded(null);
          ended.forEach(Runnable::run);
        });
  }

  /**
   * Concludes an attempt once every attempt knows of the wishes to cancel that the record holds:
   * else one that was ended by our word would look as if it had failed by itself.
   */
  void conclude(Runnable conclusion) {
    synchronized (concluding) {
      if (foundEnded != null) {
        foundEnded.add(conclusion);
        return;
      }
    }
    conclusion.run();
  }

  private void setFoundEnded(@Nullable List<Runnable> list) {
    synchronized (concluding) {
      foundEnded = list;
    }
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
    return machinery.killGrace.plus(BEYOND_GRACE);
  }

  @Override
  public List<String> letGo() {
    activeAttempts().forEach(LocalAttempt::letGo);
    long deadline = System.nanoTime() + LET_GO.toNanos();
    while (!active.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    List<String> failed = new ArrayList<>();
    activeAttempts()
        .forEach(attempt -> failed.add("attempt " + attempt.submission().task() + " goes on here"));
    try {
      journal.close();
    } catch (IOException e) {
      log.warn("The journal of run {} could not be closed", spec.id(), e);
    }
    return failed;
  }

  @Override
  public String place() {
    return directory.root().toString();
  }

  /** Deletes what the run is found by last, so that who attaches later can try the rest again. */
  @Override
  public List<String> delete() {
    List<String> failed = new ArrayList<>();
    for (String part : List.of("jobs", "shared", "store", "sources")) {
      failed.addAll(new Removal(directory.root().resolve(part)).delete());
    }
    return failed.isEmpty() ? directory.remove() : failed;
  }

  @Override
  public void closed() {
    try {
      // Not before: nobody else is to begin with the run while this one deletes it.
      directory.close();
    } catch (IOException e) {
      log.warn("Run {} could not be given back", spec.id(), e);
    }
    closed.accept(this);
  }

  @Override
  public void record(List<Submission> accepted) {
    try {
      journal.accepted(accepted);
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.CAN_HELP,
          "the jobs can't be recorded in " + directory.journal() + ", and none was accepted: " + e,
          e);
    }
  }

  @Override
  public void recordCancel(JobId job) {
    try {
      journal.cancel(job);
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.CAN_HELP, "can't write to " + directory.journal(), e);
    }
  }

  @Override
  public void start(Submission submission) {
    LocalAttempt attempt = new LocalAttempt(machinery, this, submission);
    active.put(submission.task(), attempt);
    attempt.enter();
  }

  @Override
  public void stop(TaskId task, JobFailure reason) {
    LocalAttempt attempt = active.get(task);
    if (attempt != null) {
      attempt.stop(reason);
    }
  }

  @Override
  public LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes) {
    // The status, and not what is active: an attempt that is about to start, or runs on after this
    // run let go of it, writes too.
    LocalLogs.Writer writer =
        lifecycle
            .job(task.job())
            .map(JobHandle::status)
            .filter(now -> now.attempt() == task.attempt() && !now.state().isTerminal())
            .filter(now -> now.state() != JobState.RETRYING)
            .map(now -> LocalLogs.Writer.ALIVE)
            .orElse(LocalLogs.Writer.GONE);
    return LocalLogs.read(directory.sandbox(task).log(stream), writer, offset, maxBytes);
  }

  RunDirectory directory() {
    return directory;
  }

  LocalStager stager() {
    return stager;
  }

  JobLifecycle lifecycle() {
    return lifecycle;
  }

  /** Returns the engine that a job runs in, if it runs in a container. */
  Optional<Engine> engine(JobSpec job) {
    return machinery.images == Images.RUN && job.image().isPresent()
        ? machinery.engine
        : Optional.empty();
  }

  void report(TaskReport fact) {
    lifecycle.report(fact);
  }

  /** Puts the end of an attempt on record, clears up after it, and tells it, in that order. */
  void finish(LocalAttempt attempt, TaskEnd end) {
    TaskReport ended =
        TaskReport.ended(attempt.submission().task(), machinery.clock.instant(), end).on(HERE);
    boolean recorded = record(ended);
    if (isGood(attempt.submission().spec(), end)) {
      List<String> left = attempt.sandbox().empty();
      if (!left.isEmpty()) {
        log.warn("A job directory could not be emptied yet: {}", left);
      } else if (recorded) {
        // Else whoever attaches needs the script to know the end.
        spent.add(attempt.sandbox(), attempt.submission());
      }
    }
    forget(attempt);
    lifecycle.report(ended);
  }

  private boolean record(TaskReport ended) {
    try {
      journal.ended(ended);
      return true;
    } catch (IOException e) {
      log.error("The end of {} could not be recorded", ended.task(), e);
      return false;
    }
  }

  private static boolean isGood(JobSpec spec, TaskEnd end) {
    return end.failure().isEmpty()
        && end.exitCode().isPresent()
        && spec.acceptedExitCodes().contains(end.exitCode().getAsInt());
  }

  void forget(LocalAttempt attempt) {
    active.remove(attempt.submission().task(), attempt);
  }

  List<LocalAttempt> activeAttempts() {
    return new ArrayList<>(active.values());
  }
}
