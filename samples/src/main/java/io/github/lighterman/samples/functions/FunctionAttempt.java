package io.github.lighterman.samples.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogStream;
import io.github.lighterman.Node;
import io.github.lighterman.OutputFile;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Timeouts;
import io.github.lighterman.Usage;
import io.github.lighterman.spi.AreaDelivery;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import io.github.lighterman.spi.TaskReport.Phase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One attempt of a job: waits for a thread, gets its files, calls its function, tells its end. */
final class FunctionAttempt {
  private static final Node HERE = new Node("this-process", Optional.empty(), Node.Lease.DEDICATED);

  private final Host host;
  private final RunFiles files;
  private final JobLifecycle lifecycle;
  private final Submission submission;
  private final JobSpec spec;
  private final FunctionLog out = new FunctionLog();
  private final FunctionLog err = new FunctionLog();
  private @Nullable Thread caller;
  private @Nullable JobFailure stop;
  private boolean begun;
  private boolean over;

  FunctionAttempt(Host host, RunFiles files, JobLifecycle lifecycle, Submission submission) {
    this.host = host;
    this.files = files;
    this.lifecycle = lifecycle;
    this.submission = submission;
    this.spec = submission.spec();
  }

  void enqueue() {
    tell(
        TaskReport.pending(
            submission.task(),
            host.clock.instant(),
            PendingReason.of(PendingReason.Cause.BUSY, "waits for one of the executor's threads")));
    try {
      host.workers.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The executor is closed, and nobody is there to be told.
      synchronized (this) {
        over = true;
      }
    }
  }

  /** Ends it for this reason, unless its function has returned: that is too late. */
  void stop(JobFailure reason) {
    synchronized (this) {
      if (over || stop != null) {
        return;
      }
      stop = reason;
      if (caller != null) {
        caller.interrupt();
      }
      if (begun) {
        return;
      }
      over = true;
    }
    tellEnd(TaskEnd.failed(reason));
  }

  FunctionLog log(LogStream stream) {
    return stream == LogStream.STDOUT ? out : err;
  }

  private void run() {
    synchronized (this) {
      if (over) {
        return;
      }
      begun = true;
    }
    try {
      tellEnd(attempt());
    } catch (StagingException e) {
      tellEnd(TaskEnd.failed(finish().orElse(e.failure())));
    } catch (IOException | RuntimeException | Error e) {
      JobFailure fault = JobFailure.of(FailureKind.INTERNAL, "it could not be carried out: " + e);
      tellEnd(TaskEnd.failed(finish().orElse(fault)));
    } finally {
      // An interrupt that came too late is not meant for the next job on this thread.
      Thread.interrupted();
    }
  }

  private TaskEnd attempt() throws IOException, StagingException {
    tell(Phase.PREPARING);
    Files.createDirectories(files.directory(submission.task()));
    files.stager().stage(submission);
    Map<String, String> environment = new HashMap<>(submission.environment());
    environment.putAll(host.secrets.resolveAll(spec.secrets()));
    Optional<JobFailure> before = begin();
    if (before.isPresent()) {
      return TaskEnd.failed(before.get());
    }
    Instant started = host.clock.instant();
    tell(Phase.RUNNING);
    Optional<Future<?>> limit = spec.timeouts().flatMap(Timeouts::run).map(this::limit);
    int code = call(environment);
    limit.ifPresent(timer -> timer.cancel(false));
    Optional<JobFailure> failure = finish();
    tell(Phase.FINALIZING);
    boolean good = failure.isEmpty() && spec.acceptedExitCodes().contains(code);
    List<DeliveredFile> outputs = List.of();
    try {
      outputs =
          new AreaDelivery(files.store())
              .deliver(
                  spec,
                  good ? OutputFile.Ending.SUCCESS : OutputFile.Ending.FAILURE,
                  files.area(submission.task()));
    } catch (StagingException e) {
      failure = good ? Optional.of(e.failure()) : failure;
    }
    Duration wall = Duration.between(started, host.clock.instant());
    Usage usage = new Usage(Optional.of(wall), Optional.empty(), Optional.empty());
    return new TaskEnd(OptionalInt.of(code), failure, usage, outputs);
  }

  /** From here on a stop interrupts; returns the one that came before. */
  private synchronized Optional<JobFailure> begin() {
    caller = Thread.currentThread();
    return Optional.ofNullable(stop);
  }

  /** From here on a stop comes too late; returns the one that did not. */
  private synchronized Optional<JobFailure> finish() {
    caller = null;
    over = true;
    Thread.interrupted();
    return Optional.ofNullable(stop);
  }

  private int call(Map<String, String> environment) {
    List<String> argv = spec.command().argv();
    try (PrintStream printOut = new PrintStream(out, true, UTF_8);
        PrintStream printErr = new PrintStream(err, true, UTF_8)) {
      FunctionCall call =
          new FunctionCall(
              argv.subList(1, argv.size()),
              environment,
              files.directory(submission.task()),
              printOut,
              printErr);
      try {
        return requireNonNull(host.functions.get(argv.get(0)), "function").call(call);
      } catch (InterruptedException e) {
        return 143;
      } catch (Exception | AssertionError e) {
        e.printStackTrace(printErr);
        return 1;
      }
    }
  }

  private Future<?> limit(Duration longest) {
    JobFailure reason =
        JobFailure.of(FailureKind.RUN_TIMEOUT, "it ran longer than its run timeout of " + longest);
    return host.timer.schedule(() -> stop(reason), longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tell(Phase phase) {
    tell(TaskReport.of(submission.task(), phase, host.clock.instant()).on(HERE));
  }

  private void tell(TaskReport report) {
    lifecycle.report(report);
  }

  private void tellEnd(TaskEnd end) {
    out.close();
    err.close();
    tell(TaskReport.ended(submission.task(), host.clock.instant(), end));
  }
}
