package io.github.lighterman.testing.batch.state;

import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Runs start tasks and jobs' preparation and release tasks, again if they may. */
final class AuxiliaryTasks {
  private final Account account;

  /**
   * What to run.
   *
   * @param order what an attempt is to do
   * @param maxRetries how often to try again; below 0 without limit
   * @param maxWallClockTime how long an attempt may take
   */
  record Plan(Supplier<TaskOrder> order, int maxRetries, Duration maxWallClockTime) {}

  AuxiliaryTasks(Account account) {
    this.account = account;
  }

  /** Starts a run; {@code whenDone} is called once, when it is completed. */
  void start(AuxiliaryRun run, Plan plan, Runnable whenDone) {
    Attempt attempt =
        new Attempt(
            account.engine,
            outcome -> ended(run, outcome, plan, whenDone),
            info -> run.container = info);
    run.attempt = attempt;
    run.stoppedByClock = false;
    run.wallClock =
        account.engine.after(
            plan.maxWallClockTime,
            () -> {
              run.stoppedByClock = true;
              attempt.stop();
            });
    attempt.start(account.execution, plan.order.get());
  }

  private void ended(AuxiliaryRun run, TaskOutcome outcome, Plan plan, Runnable whenDone) {
    run.abandon();
    Instant now = account.engine.stamp();
    Verdict verdict = Verdict.of(outcome, run.stoppedByClock ? Task.Stop.WALL_CLOCK : Task.Stop.NO);
    if (verdict.mayBeRetried() && (plan.maxRetries < 0 || run.retryCount < plan.maxRetries)) {
      run.retryCount++;
      run.lastRetryTime = now;
      run.startTime = now;
      start(run, plan, whenDone);
      return;
    }
    run.exitCode = verdict.exitCode();
    run.failure = verdict.failure();
    run.succeeded = verdict.failure() == null;
    run.endTime = now;
    whenDone.run();
  }
}
