package io.github.lighterman.local;

import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows an attempt that another driver has started. Its runner is no child of ours, so that its
 * script is looked at until it tells the end, or the runner is gone.
 */
final class Adoption {
  private static final long LOOK_MILLIS = 50;
  private static final Duration UNTIL_STARTED = Duration.ofSeconds(5);
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  private final LocalMachinery machinery;
  private final LocalRun run;
  private final LocalAttempt attempt;
  private Admission.@Nullable Grant grant;
  private @Nullable Future<?> timeout;
  private @Nullable Future<?> nextLook;
  private UsageSampler.@Nullable Sample sample;
  private @Nullable ProcessTree watched;

  Adoption(LocalMachinery machinery, LocalRun run, LocalAttempt attempt) {
    this.machinery = machinery;
    this.run = run;
    this.attempt = attempt;
  }

  void begin() {
    look();
  }

  private void look() {
    if (attempt.isDetached()) {
      leave();
      return;
    }
    try {
      RunnerStatus status = RunnerStatus.read(attempt.sandbox());
      if (status.command().isPresent() && grant == null) {
        startToFollow(status);
      }
      if (status.exit().isPresent()) {
        inBackground(() -> conclude(status, status.exit().get()));
      } else if (isWatched(status)) {
        nextLook = machinery.timer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } else if (RunnerStatus.read(attempt.sandbox()).exit().isPresent()) {
        // It was written between the two looks.
        look();
      } else {
        lose(status, new IOException("the shell that watched the command is gone"));
      }
    } catch (IOException e) {
      inBackground(
          () -> attempt.finish(new Conclusion(machinery, run, attempt, unknown()).lost(e)));
    } catch (RejectedExecutionException e) {
      leave();
    }
  }

  private void startToFollow(RunnerStatus status) {
    grant = machinery.admission.seize(Demand.of(attempt.submission().resources()), status.gpus());
    report(TaskReport.Phase.PREPARING, status.prepared());
    report(TaskReport.Phase.RUNNING, status.prepared());
    ProcessTree tree = tree(status.command().getAsLong());
    sample = machinery.sampler.watch(tree);
    watched = tree;
    timeout = attempt.limitTime(Duration.between(status.prepared(), machinery.clock.instant()));
    attempt.running(tree);
  }

  /** A process of the runner's number that started after its last words is another one. */
  private boolean isWatched(RunnerStatus status) {
    if (status.runner().isEmpty()) {
      return Duration.between(status.changed(), Instant.now()).compareTo(UNTIL_STARTED) < 0;
    }
    return ProcessHandle.of(status.runner().getAsLong())
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .filter(start -> start.isAfter(status.changed().plus(CLOCK_STEP)))
                    .isEmpty())
        .isPresent();
  }

  private void conclude(RunnerStatus status, Runner.Exit exit) {
    Duration wall = Duration.between(status.prepared(), status.changed());
    Conclusion conclusion = new Conclusion(machinery, run, attempt, over(status));
    UsageSampler.Sample peak = sample == null ? new UsageSampler.Sample() : sample;
    TaskEnd end = conclusion.conclude(exit, wall.isNegative() ? Duration.ZERO : wall, peak);
    leave();
    attempt.finish(end);
  }

  private void lose(RunnerStatus status, IOException reason) {
    inBackground(
        () -> {
          Conclusion conclusion = new Conclusion(machinery, run, attempt, over(status));
          TaskEnd end = conclusion.lost(reason);
          leave();
          attempt.finish(end);
        });
  }

  private void leave() {
    if (grant != null) {
      machinery.admission.release(grant);
      grant = null;
    }
    if (watched != null) {
      machinery.sampler.forget(watched);
    }
    Stream.of(timeout, nextLook).filter(Objects::nonNull).forEach(it -> it.cancel(false));
    run.forget(attempt);
  }

  private ProcessTree tree(long command) {
    return new ProcessTree(command, attempt.sandbox().root());
  }

  /** Since the end of its runner the system may have given the command's number to another one. */
  private ProcessTree over(RunnerStatus status) {
    return new ProcessTree(
        status.command().orElse(ProcessTree.UNKNOWN),
        attempt.sandbox().root(),
        status.changed().plus(CLOCK_STEP));
  }

  private ProcessTree unknown() {
    return tree(ProcessTree.UNKNOWN);
  }

  private void inBackground(Runnable work) {
    run.conclude(
        () -> {
          try {
            machinery.workers.execute(work);
          } catch (RejectedExecutionException e) {
            leave();
          }
        });
  }

  private void report(TaskReport.Phase phase, Instant at) {
    run.report(TaskReport.of(attempt.submission().task(), phase, at));
  }
}
