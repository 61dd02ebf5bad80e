package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.Node;
import io.github.lighterman.OutputFile;
import io.github.lighterman.PendingReason;
import io.github.lighterman.Timeouts;
import io.github.lighterman.Usage;
import io.github.lighterman.spi.AreaDelivery;
import io.github.lighterman.spi.StagingException;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskReport;
import io.github.lighterman.spi.TaskReport.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at the backend, which does what its script says and tells what comes of it. Moves on
 * whenever somebody wakes it: its start, its alarm, a slot, a gate, a stop. One thread at a time
 * has the turn and moves it; who comes meanwhile leaves word, and the one at it looks again.
 */
final class ScriptedTask {
  /** What is to be done next. */
  private enum Stage {
    QUEUE,
    PLACE,
    PREPARE,
    COMMAND,
    STEPS,
    FINALIZE,
    DELIVER,
    OVER
  }

  /** Whether it can go on at once. */
  private enum Pace {
    ON,
    WAIT
  }

  private static final int TERMINATED = 143;
  private static final Node DEDICATED = new Node("memory", Optional.empty(), Node.Lease.DEDICATED);
  private static final Node SPOT = new Node("memory-spot", Optional.empty(), Node.Lease.SPOT);

  private final InMemoryBackend backend;
  private final RunRecord record;
  private final Submission submission;
  private final AttemptPlan plan;

  // These belong to the monitor.
  private boolean turn;
  private boolean woken;
  private @Nullable JobFailure stop;
  private boolean unstoppable;
  private TaskReport last;

  // Set by whoever has the turn, and taken back by the alarm.
  private volatile boolean asleep;

  // These belong to whoever has the turn.
  private Stage stage = Stage.QUEUE;
  private int step;
  private @Nullable Future<?> alarm;
  private @Nullable Future<?> timeout;
  private boolean placed;
  private @Nullable ScriptedJob job;
  private @Nullable InMemoryStagingArea directory;
  private Instant started = Instant.EPOCH;
  private OptionalInt exitCode = OptionalInt.empty();
  private Optional<JobFailure> failure = Optional.empty();

  ScriptedTask(InMemoryBackend backend, RunRecord record, Submission submission) {
    this.backend = backend;
    this.record = record;
    this.submission = submission;
    this.plan = backend.scripts.scriptFor(submission.spec()).attempt(submission.attempt());
    this.last = TaskReport.of(submission.task(), Phase.PENDING, backend.now());
  }

  Submission submission() {
    return submission;
  }

  /** Lets it move on soon, on the backend's own time. */
  void wake() {
    backend.time.timer().execute(this::move);
  }

  /** Tells again how far it is. */
  void retell() {
    TaskReport now;
    synchronized (this) {
      now = last;
    }
    record.tell(now);
  }

  /** Ends it for this reason, at once, unless its command has ended already. */
  void stop(JobFailure reason) {
    synchronized (this) {
      if (unstoppable || stop != null) {
        return;
      }
      stop = reason;
    }
    move();
  }

  private void move() {
    synchronized (this) {
      woken = true;
      if (turn) {
        return;
      }
      turn = true;
    }
    while (isWoken()) {
      Pace pace = Pace.ON;
      while (pace == Pace.ON) {
        pace = isStopped() ? end(stopped()) : next();
      }
    }
  }

  private synchronized boolean isWoken() {
    turn = woken;
    woken = false;
    return turn;
  }

  private synchronized boolean isStopped() {
    return stop != null && !unstoppable;
  }

  private synchronized JobFailure stopped() {
    return requireNonNull(stop, "stop");
  }

  private Pace next() {
    if (asleep) {
      return Pace.WAIT;
    }
    return switch (stage) {
      case QUEUE -> queue();
      case PLACE -> place();
      case PREPARE -> prepare();
      case COMMAND -> command();
      case STEPS -> step();
      case FINALIZE -> finish();
      case DELIVER -> deliver();
      case OVER -> Pace.WAIT;
    };
  }

  private Pace queue() {
    if (plan.ending() instanceof ScriptEnding.NoPlace never) {
      tellPending(never.reason());
      return Pace.WAIT;
    }
    plan.reason().ifPresent(this::tellPending);
    return after(plan.queue(), Stage.PLACE);
  }

  private Pace place() {
    if (fails(Phase.PENDING)) {
      return end(scriptedFailure());
    }
    if (!backend.slots.take(this, submission.spec().priority())) {
      tellPending(
          PendingReason.of(
              PendingReason.Cause.BUSY, "waits for one of the executor's slots to be free"));
      return Pace.WAIT;
    }
    placed = true;
    tell(Phase.PREPARING);
    return after(plan.preparing(), Stage.PREPARE);
  }

  private Pace prepare() {
    if (fails(Phase.PREPARING)) {
      return end(scriptedFailure());
    }
    try {
      directory = record.directory(submission);
      job =
          new ScriptedJob(
              submission,
              backend.secrets.resolveAll(submission.spec().secrets()),
              directory,
              record.log(submission.task()));
    } catch (StagingException e) {
      return end(e.failure());
    }
    stage = Stage.COMMAND;
    return Pace.ON;
  }

  private Pace command() {
    started = backend.now();
    tell(Phase.RUNNING);
    submission.spec().timeouts().flatMap(Timeouts::run).ifPresent(this::limit);
    stage = Stage.STEPS;
    return Pace.ON;
  }

  private Pace step() {
    ScriptedJob running = requireNonNull(job, "job");
    if (running.exitCode().isPresent()) {
      return exit(running.exitCode());
    }
    if (step == plan.steps().size()) {
      return reachEnding(running);
    }
    ScriptStep next = plan.steps().get(step);
    if (next instanceof ScriptStep.Until until && !until.gate().toCompletableFuture().isDone()) {
      until.gate().whenComplete((value, error) -> wake());
      return Pace.WAIT;
    }
    step++;
    if (next instanceof ScriptStep.Wait wait) {
      return after(wait.time(), Stage.STEPS);
    }
    if (next instanceof ScriptStep.Act act) {
      try {
        act.action().run(running);
      } catch (Exception | AssertionError e) {
        failure =
            Optional.of(
                JobFailure.of(
                    FailureKind.INTERNAL,
                    "what its script does at step "
                        + step
                        + " of "
                        + plan.steps().size()
                        + " threw "
                        + e
                        + "; mend the script"));
        return exit(OptionalInt.empty());
      }
    }
    return Pace.ON;
  }

  private Pace reachEnding(ScriptedJob running) {
    ScriptEnding ending = plan.ending();
    if (ending instanceof ScriptEnding.Never) {
      return Pace.WAIT;
    }
    if (ending instanceof ScriptEnding.Exit code) {
      return exit(OptionalInt.of(code.code()));
    }
    if (ending instanceof ScriptEnding.Success) {
      new RequiredOutputs(submission.spec(), requireNonNull(directory, "directory")).fill(running);
      return exit(
          OptionalInt.of(
              submission.spec().acceptedExitCodes().stream().min(Integer::compare).orElse(0)));
    }
    failure = Optional.of(scriptedFailure());
    return switch (failure.get().kind()) {
      case PREEMPTED, NODE_LOST -> end(failure.get());
      case LOST -> {
        tell(Phase.MISSING);
        yield end(failure.get());
      }
      case USER_EXIT -> exit(OptionalInt.of(1));
      case OUT_OF_MEMORY -> exit(OptionalInt.of(137));
      case RUN_TIMEOUT -> exit(OptionalInt.of(TERMINATED));
      case STAGE_OUT -> exit(OptionalInt.of(0));
      default -> exit(OptionalInt.empty());
    };
  }

  /** The command is over; what follows can't be stopped. */
  private Pace exit(OptionalInt code) {
    exitCode = code;
    synchronized (this) {
      unstoppable = true;
      if (stop != null) {
        failure = Optional.of(stop);
      }
    }
    stage = Stage.FINALIZE;
    return Pace.ON;
  }

  private Pace finish() {
    if (timeout != null) {
      timeout.cancel(false);
    }
    tell(Phase.FINALIZING);
    return after(plan.finalizing(), Stage.DELIVER);
  }

  private Pace deliver() {
    boolean good =
        failure.isEmpty()
            && exitCode.isPresent()
            && submission.spec().acceptedExitCodes().contains(exitCode.getAsInt());
    List<DeliveredFile> outputs = List.of();
    try {
      outputs =
          new AreaDelivery(record.store())
              .deliver(
                  submission.spec(),
                  good ? OutputFile.Ending.SUCCESS : OutputFile.Ending.FAILURE,
                  requireNonNull(directory, "directory"));
    } catch (StagingException e) {
      if (good) {
        failure = Optional.of(e.failure());
      }
    }
    over(new TaskEnd(exitCode, failure, usage(), outputs));
    return Pace.WAIT;
  }

  /** Ends it with this failure, whatever it was at. */
  private Pace end(JobFailure reason) {
    if (alarm != null) {
      alarm.cancel(false);
      asleep = false;
    }
    failure = Optional.of(reason);
    boolean ran = stage == Stage.STEPS;
    boolean nodeGone =
        reason.kind() == FailureKind.PREEMPTED
            || reason.kind() == FailureKind.NODE_LOST
            || reason.kind() == FailureKind.LOST;
    if (ran && !nodeGone) {
      return exit(OptionalInt.of(TERMINATED));
    }
    over(new TaskEnd(OptionalInt.empty(), failure, ran ? usage() : Usage.unknown(), List.of()));
    return Pace.WAIT;
  }

  private void over(TaskEnd end) {
    stage = Stage.OVER;
    synchronized (this) {
      unstoppable = true;
    }
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (placed) {
      backend.slots.release();
    } else {
      backend.slots.leave(this);
    }
    job = null;
    directory = null;
    TaskReport report = TaskReport.ended(submission.task(), backend.now(), end);
    record.ended(this, placed ? report.on(node()) : report);
  }

  private Pace after(Duration time, Stage then) {
    stage = then;
    if (time.isZero()) {
      return Pace.ON;
    }
    asleep = true;
    alarm = backend.time.timer().schedule(this::awake, time.toNanos(), TimeUnit.NANOSECONDS);
    return Pace.WAIT;
  }

  private void awake() {
    asleep = false;
    move();
  }

  private void limit(Duration longest) {
    JobFailure reason =
        JobFailure.of(FailureKind.RUN_TIMEOUT, "it ran longer than its run timeout of " + longest);
    timeout =
        backend.time.timer().schedule(() -> stop(reason), longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  private boolean fails(Phase phase) {
    return plan.ending() instanceof ScriptEnding.Failed failed && failed.phase() == phase;
  }

  private JobFailure scriptedFailure() {
    return ((ScriptEnding.Failed) plan.ending()).failure();
  }

  private Usage usage() {
    return plan.usage()
        .orElseGet(
            () ->
                new Usage(
                    Optional.of(Duration.between(started, backend.now())),
                    Optional.empty(),
                    Optional.empty()));
  }

  private Node node() {
    boolean spot =
        plan.ending() instanceof ScriptEnding.Failed failed
            && failed.failure().kind() == FailureKind.PREEMPTED;
    return plan.node().orElse(spot ? SPOT : DEDICATED);
  }

  private void tellPending(PendingReason reason) {
    tell(TaskReport.pending(submission.task(), backend.now(), reason));
  }

  private void tell(Phase phase) {
    tell(TaskReport.of(submission.task(), phase, backend.now()).on(node()));
  }

  private void tell(TaskReport report) {
    synchronized (this) {
      last = report;
    }
    record.tell(report);
  }
}
