package io.github.lighterman.azure;

import io.github.lighterman.AccessLostException;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.Problem;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.DrivenRun;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run on Azure Batch: what its {@link JobLifecycle} and its {@link DrivenRun} ask for. */
final class AzureRun implements TaskDriver, DrivenRun.Backing, TaskCourse.Jobs {
  private static final Logger log = LoggerFactory.getLogger(AzureRun.class);

  private final AzureMachinery machinery;
  private final WorkflowSpec spec;
  private final RunLayout layout;
  private final TaskCourse course;
  private final RunParts parts;
  private final AzureChecks checks;
  private final JobLifecycle lifecycle;
  private final DrivenRun face;
  private final Consumer<AzureRun> closed;
  private volatile boolean signsOff;
  private volatile boolean lost;
  private volatile boolean refused;
  private volatile boolean deleted;
  private volatile boolean removed;

  /** Creates a run of which {@code parts} makes the parts. */
  AzureRun(
      AzureMachinery machinery,
      WorkflowSpec spec,
      RunLayout layout,
      RunParts.Maker parts,
      Consumer<AzureRun> closed) {
    this.machinery = machinery;
    this.spec = spec;
    this.layout = layout;
    this.closed = closed;
    this.course = new TaskCourse(machinery, layout, this, parts);
    this.parts = course.parts();
    this.checks = new AzureChecks(machinery, spec);
    this.lifecycle = new JobLifecycle(spec.id(), machinery.lifecycleSetup(), this);
    this.face = new DrivenRun(spec, lifecycle, this);
  }

  /** Returns what the user sees of it. */
  DrivenRun face() {
    return face;
  }

  JobLifecycle lifecycle() {
    return lifecycle;
  }

  RunParts parts() {
    return parts;
  }

  TaskCourse course() {
    return course;
  }

  /** Looks at its tasks, and says that it has a driver, from now on. */
  void begin() {
    machinery.poller.add(parts.watch());
    // An earlier driver may have gone before it could see to that.
    parts.ending().soon();
    renewLater();
  }

  private void renewLater() {
    try {
      var unused =
          machinery.timer.schedule(
              () -> machinery.records.execute(this::renew),
              machinery.config.driverLease().toNanos() / 3,
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Run {} does nothing more: the executor is closed", spec.id());
    }
  }

  private void renew() {
    if (signsOff) {
      return;
    }
    if (parts.lease().renew()) {
      renewLater();
    } else if (signsOff) {
      log.debug("Run {} has no sign any more, since it's closed", spec.id());
    } else if (parts.lease().denial().isPresent()) {
      accessLost(parts.lease().denial().get());
    } else {
      String message =
          "another driver has run "
              + spec.id()
              + " by now, or may have it since this one could not renew its sign; nothing of it is"
              + " lost: attach to it again";
      log.error("{}", message);
      lost = true;
      signsOff = true;
      stopDriving();
      lifecycle.detach(() -> new RunClosedException(message));
    }
  }

  // What the course of attempts tells and asks.

  @Override
  public void report(TaskReport fact) {
    lifecycle.report(fact);
  }

  @Override
  public Optional<JobState> state(JobId job) {
    return lifecycle.job(job).map(handle -> handle.status().state());
  }

  @Override
  public int preemptions(JobId job) {
    return (int)
        lifecycle.job(job).map(JobHandle::attempts).orElse(List.of()).stream()
            .flatMap(attempt -> attempt.failure().stream())
            .filter(failure -> failure.kind() == FailureKind.PREEMPTED)
            .count();
  }

  @Override
  public void accessLost(IOException why) {
    String message =
        "run "
            + spec.id()
            + " was let go of, for its credentials were refused for "
            + machinery.config.retryTime()
            + ": "
            + SignedUrls.redact(String.valueOf(why.getMessage()))
            + "; nothing of it is lost: close the executor, open one with good credentials, and"
            + " attach";
    log.error("{}", message);
    refused = true;
    signsOff = true;
    lifecycle.detach(() -> new AccessLostException(message, why));
    try {
      // Off the thread that was refused, for this one waits for others.
      machinery.records.execute(this::abandon);
    } catch (RejectedExecutionException e) {
      log.debug("Run {} stays as it is: the executor is closed", spec.id());
    }
  }

  /** Leaves to the next driver what can be left to it with what is still accepted. */
  private void abandon() {
    machinery.poller.remove(parts.watch());
    parts.queue().close();
    course.errands().close();
    try {
      parts.journal().flush();
    } catch (IOException e) {
      log.warn("The ends that run {} saw last are left to the next driver to see", spec.id(), e);
    }
    stopDriving();
    release();
  }

  private void release() {
    try {
      parts.lease().release();
    } catch (IOException e) {
      log.warn("The sign of run {}'s driver stays until its lease has passed", spec.id(), e);
    }
  }

  // What the lifecycle asks for.

  @Override
  public void record(List<Submission> accepted) {
    try {
      parts.journal().write(accepted.stream().map(Journal.Entry::accepted).toList());
    } catch (IOException e) {
      throw new WorkflowException(
          WorkflowException.Retry.CAN_HELP,
          "the jobs can't be recorded in "
              + SignedUrls.redact(machinery.container.url())
              + ", and none was accepted: "
              + SignedUrls.redact(String.valueOf(e.getMessage())),
          e);
    }
  }

  @Override
  public void recordCancel(JobId job) {
    parts.journal().writeSoon(Journal.Entry.cancel(job));
  }

  @Override
  public void awaitRecord() {
    try {
      parts.journal().flush();
    } catch (IOException | RuntimeException e) {
      throw new WorkflowException(
          WorkflowException.Retry.CAN_HELP,
          "run "
              + spec.id()
              + " stops the jobs, but that is not on its record in "
              + SignedUrls.redact(machinery.container.url())
              + ", and another driver would not know; cancel them again: "
              + SignedUrls.redact(String.valueOf(e.getMessage())),
          e);
    }
  }

  @Override
  public void start(Submission submission) {
    course.start(submission);
  }

  @Override
  public void stop(TaskId task, JobFailure reason) {
    course.stop(task, reason);
  }

  @Override
  public LogChunk readLog(TaskId id, LogStream stream, long offset, int maxBytes) {
    if (deleted) {
      throw new LogUnavailableException("the logs of run " + spec.id() + " are deleted with it");
    }
    boolean live =
        lifecycle
            .job(id.job())
            .map(JobHandle::status)
            .filter(now -> now.attempt() == id.attempt() && !now.state().isTerminal())
            .filter(now -> now.state() != JobState.RETRYING)
            .isPresent();
    return live
        ? parts.logs().live(parts.table().find(id), stream, offset, maxBytes)
        : parts.logs().ended(id, stream, offset, maxBytes);
  }

  // What a close asks for.

  @Override
  public List<Problem> check(JobSpec job) {
    return checks.check(job);
  }

  @Override
  public Duration grace() {
    return machinery.config.closeGrace();
  }

  @Override
  public List<String> letGo() {
    if (lost || refused) {
      return List.of();
    }
    List<String> failed = new ArrayList<>();
    handOver().forEach(id -> failed.add("job " + id + ": it's not at Batch yet; attach sends it"));
    machinery.poller.remove(parts.watch());
    parts.queue().close();
    boolean live =
        parts.table().live().stream().anyMatch(task -> task.place() != TrackedTask.Place.OVER);
    attempt("the journal", parts.journal()::flush, failed);
    attempt("the Batch job", parts.jobs()::endWhenDoneOnceKnown, failed);
    if (!live) {
      failed.addAll(parts.pools().delete());
    }
    stopDriving();
    return failed;
  }

  /** Something that may fail without harm to what comes after it. */
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(String what, Step step, List<String> failed) {
    try {
      step.run();
    } catch (IOException e) {
      failed.add(what + " of run " + spec.id() + ": " + message(e));
    }
  }

  /**
   * Waits for what is on its way to Batch. Returns what did not get there in time, or can't before
   * a job in another pool has ended.
   */
  private List<JobId> handOver() {
    long deadline = System.nanoTime() + grace().toNanos();
    while (here().anyMatch(task -> !task.isBlocked())
        && !Thread.currentThread().isInterrupted()
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(5_000_000);
    }
    return here().map(task -> task.id().job()).sorted().toList();
  }

  private Stream<TrackedTask> here() {
    return parts.table().live().stream()
        .filter(
            task ->
                task.place() == TrackedTask.Place.HERE || task.place() == TrackedTask.Place.SENDING)
        .filter(task -> task.stopped().isEmpty())
        // One that has ended without having been sent may not have been told to stop yet.
        .filter(task -> state(task.id().job()).filter(JobState::isTerminal).isEmpty());
  }

  private void stopDriving() {
    machinery.poller.remove(parts.watch());
    parts.queue().close();
    parts.journal().close();
    course.errands().close();
  }

  @Override
  public String place() {
    return "run " + spec.id() + " in " + SignedUrls.redact(machinery.container.url(layout.root()));
  }

  /** Deletes what the run is found by last, so that who attaches later can try the rest again. */
  @Override
  public List<String> delete() {
    if (lost) {
      return List.of(place() + ": another driver has it by now; close it there");
    }
    if (refused) {
      return List.of(
          place() + ": its credentials were refused; attach with good ones and close it there");
    }
    deleted = true;
    List<String> failed = new ArrayList<>(parts.jobs().delete());
    failed.addAll(parts.pools().delete());
    try {
      for (String directory : machinery.container.directories(layout.root())) {
        // Without it a driver that attaches later would run all jobs again.
        if (!directory.equals(layout.journal())) {
          machinery.container.deleteAll(directory);
        }
      }
      if (failed.isEmpty()) {
        signsOff = true;
        new RunRemoval(machinery, layout).remove(spec);
        removed = true;
      }
    } catch (IOException e) {
      failed.add("blobs of run " + spec.id() + ": " + message(e));
    }
    return failed;
  }

  @Override
  public void closed() {
    signsOff = true;
    // Not before: nobody else is to begin with the run while this one deletes it.
    if (!lost && !refused && !removed) {
      release();
    }
    closed.accept(this);
  }

  private static String message(IOException e) {
    return SignedUrls.redact(String.valueOf(e.getMessage()));
  }
}
