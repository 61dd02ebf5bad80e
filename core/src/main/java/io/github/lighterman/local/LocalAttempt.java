package io.github.lighterman.local;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.Timeouts;
import io.github.lighterman.spi.FileFailure;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt from its admission to its end, on one worker thread: stage in, start, wait, stage
 * out. Others call {@link #stop} and {@link #letGo}.
 */
final class LocalAttempt {
  private static final Logger log = LoggerFactory.getLogger(LocalAttempt.class);

  private final LocalMachinery machinery;
  private final LocalRun run;
  private final Submission submission;
  private final Sandbox sandbox;
  private Admission.@Nullable Ticket ticket;
  private Admission.@Nullable Grant held;
  private @Nullable JobFailure stopReason;
  private @Nullable ProcessTree tree;
  private @Nullable Runner runner;
  private @Nullable Thread interruptible;
  private boolean exited;
  private boolean detached;
  private boolean adopted;

  LocalAttempt(LocalMachinery machinery, LocalRun run, Submission submission) {
    this.machinery = machinery;
    this.run = run;
    this.submission = submission;
    this.sandbox = run.directory().sandbox(submission.task());
  }

  Submission submission() {
    return submission;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** Waits for room on the machine, unless the attempt has been started before. */
  void enter() {
    if (sandbox.isClaimed()) {
      new Adoption(machinery, run, this).begin();
      return;
    }
    Demand demand = Demand.of(submission.resources());
    Optional<Admission.Ticket> waiting =
        machinery.admission.enqueue(
            submission.run(), demand, submission.spec().priority(), this::admitted);
    waiting.ifPresent(
        it -> {
          synchronized (this) {
            ticket = it;
          }
          run.report(
              TaskReport.pending(submission.task(), machinery.clock.instant(), demand.busy()));
        });
  }

  /** Ends the attempt with this failure, unless its command has ended already. */
  void stop(JobFailure reason) {
    Admission.Ticket waiting;
    synchronized (this) {
      if (exited || stopReason != null) {
        return;
      }
      stopReason = reason;
      waiting = ticket;
      if (interruptible != null) {
        interruptible.interrupt();
      }
    }
    if (waiting != null && machinery.admission.leave(waiting)) {
      finish(TaskEnd.failed(reason));
    } else {
      killIfRunning();
    }
  }

  /** Stops watching; the command runs on. */
  void letGo() {
    Runner watching;
    Admission.Ticket waiting;
    synchronized (this) {
      detached = true;
      watching = exited ? null : runner;
      waiting = ticket;
    }
    if (waiting != null && machinery.admission.leave(waiting)) {
      run.forget(this);
    }
    if (watching != null) {
      try {
        watching.letGo();
      } catch (IOException e) {
        log.warn("The shell of {} could not be told to go on alone", submission.task(), e);
      }
    }
  }

  synchronized boolean isDetached() {
    return detached;
  }

  synchronized Optional<JobFailure> stopReason() {
    return Optional.ofNullable(stopReason);
  }

  /** Tells which processes belong to the attempt, once they exist; kills them if it was stopped. */
  void running(ProcessTree processes) {
    synchronized (this) {
      tree = processes;
    }
    killIfRunning();
  }

  /** From here on the attempt can't be stopped any more. Returns why it was, if it was. */
  synchronized Optional<JobFailure> exited() {
    exited = true;
    return Optional.ofNullable(stopReason);
  }

  /** Puts the end on record and tells it. */
  void finish(TaskEnd end) {
    synchronized (this) {
      exited = true;
    }
    run.finish(this, end);
  }

  private void admitted(Admission.Grant grant) {
    try {
      machinery.workers.execute(() -> work(grant));
    } catch (RejectedExecutionException e) {
      // The executor is closed; the attempt was not started, and will be by whoever attaches.
      run.forget(this);
    }
  }

  private void work(Admission.Grant grant) {
    synchronized (this) {
      held = grant;
    }
    try {
      Optional<TaskEnd> end;
      try {
        end = attempt(grant);
      } catch (StagingException e) {
        // What was interrupted failed for no reason of its own.
        end = Optional.of(TaskEnd.failed(stopReason().orElse(e.failure())));
      } catch (IOException e) {
        JobFailure failure =
            FileFailure.of(FailureKind.INTERNAL, "the attempt's directory", e, sandbox.root(), 0);
        end = Optional.of(TaskEnd.failed(failure));
      }
      if (end.isPresent()) {
        finish(end.get());
      } else if (!adopted) {
        run.forget(this);
      }
    } catch (RuntimeException | Error e) {
      log.error("Attempt {} ended by a fault of ours", submission.task(), e);
      finish(TaskEnd.failed(internal(e)));
    } finally {
      release();
    }
  }

  /** Gives back what the command used, as soon as it no longer does; repeated, does nothing. */
  private void release() {
    Admission.Grant used;
    synchronized (this) {
      used = held;
      held = null;
    }
    if (used != null) {
      machinery.admission.release(used);
    }
  }

  /** Returns how the attempt ended, or empty if it goes on without us. */
  private Optional<TaskEnd> attempt(Admission.Grant grant) throws IOException, StagingException {
    if (isDetached()) {
      return Optional.empty();
    }
    report(TaskReport.Phase.PREPARING);
    Optional<TaskEnd> refused = stopped();
    if (refused.isPresent()) {
      return refused;
    }
    Map<String, String> secrets = prepare(grant);
    refused = stopped();
    return refused.isPresent() || isDetached() ? refused : start(secrets);
  }

  private Optional<TaskEnd> stopped() {
    return stopReason().map(TaskEnd::failed);
  }

  private Optional<TaskEnd> start(Map<String, String> secrets) throws IOException {
    Runner shell = machinery.runners.take();
    long begin = System.nanoTime();
    Optional<Long> pid = shell.start(sandbox, secrets);
    if (pid.isEmpty()) {
      // The runner of a driver that died had the request still before it, and came first.
      machinery.runners.giveBack(shell);
      adopted = true;
      new Adoption(machinery, run, this).begin();
      return Optional.empty();
    }
    ProcessTree processes = new ProcessTree(pid.get(), sandbox.root());
    report(TaskReport.Phase.RUNNING);
    Future<?> timeout = limitTime(Duration.ZERO);
    UsageSampler.Sample sample = machinery.sampler.watch(processes);
    try {
      Optional<Runner.Exit> exit = watch(shell, processes);
      Duration wall = Duration.ofNanos(System.nanoTime() - begin);
      return exit.map(
          it -> new Conclusion(machinery, run, this, processes).conclude(it, wall, sample));
    } catch (IOException e) {
      return Optional.of(new Conclusion(machinery, run, this, processes).lost(e));
    } finally {
      machinery.sampler.forget(processes);
      timeout.cancel(false);
    }
  }

  private Optional<Runner.Exit> watch(Runner shell, ProcessTree processes) throws IOException {
    boolean late;
    synchronized (this) {
      runner = shell;
      late = detached;
    }
    if (late) {
      shell.letGo();
    }
    running(processes);
    Optional<Runner.Exit> exit = shell.await();
    synchronized (this) {
      runner = null;
      late = detached;
    }
    if (exit.isPresent() && !late) {
      machinery.runners.giveBack(shell);
      if (exit.get().leftovers() == Runner.Exit.Leftovers.NONE) {
        // Another command may run while the outputs of this one are brought home.
        release();
      }
    } else {
      shell.close();
    }
    return exit;
  }

  /** Stops the attempt when its time is over, of which {@code used} is gone already. */
  Future<?> limitTime(Duration used) {
    Optional<Duration> limit = submission.spec().timeouts().flatMap(Timeouts::run);
    Runnable end =
        () ->
            stop(
                JobFailure.of(
                    FailureKind.RUN_TIMEOUT,
                    "it ran longer than its run timeout of " + limit.orElse(Duration.ZERO)));
    if (limit.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    long nanos = Math.max(0, limit.get().minus(used).toNanos());
    return machinery.timer.schedule(end, nanos, TimeUnit.NANOSECONDS);
  }

  /** Brings everything here; a stop in the meantime interrupts whatever that waits for. */
  private Map<String, String> prepare(Admission.Grant grant) throws IOException, StagingException {
    try {
      synchronized (this) {
        interruptible = Thread.currentThread();
      }
      return new Preparation(machinery, run, submission).prepare(sandbox, grant.gpus());
    } finally {
      synchronized (this) {
        interruptible = null;
      }
      // An interrupt that came too late was meant for nothing else.
      Thread.interrupted();
    }
  }

  private void killIfRunning() {
    ProcessTree processes;
    synchronized (this) {
      processes = stopReason == null || exited ? null : tree;
    }
    if (processes != null) {
      Conclusion conclusion = new Conclusion(machinery, run, this, processes);
      try {
        machinery.workers.execute(conclusion::kill);
      } catch (RejectedExecutionException e) {
        log.debug("The executor is closed; {} runs on", submission.task());
      }
    }
  }

  private void report(TaskReport.Phase phase) {
    run.report(TaskReport.of(submission.task(), phase, machinery.clock.instant()));
  }

  private static JobFailure internal(Throwable e) {
    return JobFailure.of(FailureKind.INTERNAL, "the attempt could not be carried out: " + e);
  }
}
