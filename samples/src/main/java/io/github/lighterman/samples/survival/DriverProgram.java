package io.github.lighterman.samples.survival;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.JobStatus;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What an engine does to carry out {@link FourStages}, and does from the start again after its
 * process has died: each step finds what an earlier process has done of it.
 */
final class DriverProgram {
  static final String TOLD = "told ";
  static final String CLOSE = "close: ";
  private static final String STARTED = "started";
  private static final String FIRST = "submitted the first half";
  private static final String SECOND = "submitted the second half";
  private static final String CANCEL = "asked for the end of ";
  private static final String CLOSING = "closing";
  static final String CLOSED = "closed";

  private final WorkflowExecutor executor;
  private final FourStages work;
  private final Logbook log;
  private final CountDownLatch running = new CountDownLatch(1);
  private final List<String> wrong = new ArrayList<>();
  private Duration idleAfter = Duration.ZERO;
  private volatile Optional<WorkflowRun> mine = Optional.empty();

  DriverProgram(WorkflowExecutor executor, FourStages work, Logbook log) {
    this.executor = executor;
    this.work = work;
    this.log = log;
  }

  /** Returns what was not as it should have been, after {@link #run}. */
  List<String> wrong() {
    return wrong;
  }

  /** Returns how long it took until all jobs had ended. */
  Duration idleAfter() {
    return idleAfter;
  }

  void run() throws InterruptedException {
    long start = System.nanoTime();
    Optional<WorkflowRun> found = find();
    if (log.has(CLOSING)) {
      found.ifPresent(this::close);
      log.write(CLOSED);
      return;
    }
    if (found.isEmpty() && log.has(STARTED)) {
      wrong.add("the run was started and is not found");
    }
    WorkflowRun run = found.orElseGet(this::begin);
    mine = Optional.of(run);
    submit(run, FIRST, work.firstHalf());
    cancel(run, FourStages.CANCELLED_AT_ONCE);
    submit(run, SECOND, work.secondHalf());
    awaitRunning(run, FourStages.CANCELLED_WHILE_IT_RUNS);
    cancel(run, FourStages.CANCELLED_WHILE_IT_RUNS);
    run.awaitIdle();
    idleAfter = Duration.ofNanos(System.nanoTime() - start);
    check(run);
    log.write(CLOSING);
    close(run);
    log.write(CLOSED);
  }

  /** Lets go of the run, if it has it and has not closed it. */
  void leave() {
    mine.ifPresent(run -> run.close(ClosePolicy.DETACH));
  }

  /** Returns what is still to end, for who waits for it in vain. */
  List<String> unfinished() {
    return mine.stream()
        .flatMap(run -> run.jobs().stream())
        .filter(job -> !job.status().state().isTerminal())
        .map(job -> job.id() + ": " + job.status())
        .toList();
  }

  private WorkflowListener listener() {
    return new WorkflowListener() {
      @Override
      public void onStatus(JobHandle job, JobStatus status) {
        if (job.id().equals(FourStages.CANCELLED_WHILE_IT_RUNS) && isUnderWay(status)) {
          running.countDown();
        }
      }

      @Override
      public void onResult(JobHandle job, JobResult result) {
        log.write(told(result));
      }
    };
  }

  private String told(JobResult result) {
    return TOLD + result.id() + " " + work.endOf(result);
  }

  private Optional<WorkflowRun> find() {
    try {
      return Optional.of(executor.attach(work.id(), listener()));
    } catch (RunNotFoundException e) {
      return Optional.empty();
    }
  }

  private WorkflowRun begin() {
    WorkflowRun run = executor.start(WorkflowSpec.of(work.id()));
    run.addListener(listener());
    log.write(STARTED);
    return run;
  }

  private void submit(WorkflowRun run, String note, List<JobSpec> jobs) {
    if (log.has(note)) {
      for (JobSpec job : jobs) {
        if (run.job(job.id()).isEmpty()) {
          wrong.add("job " + job.id() + " was accepted and is not known");
        }
      }
    }
    run.submit(jobs).forEach(SubmitOutcome::orElseThrow);
    log.write(note);
  }

  private void cancel(WorkflowRun run, JobId job) {
    if (!log.has(CANCEL + job)) {
      run.job(job).orElseThrow().cancel();
      log.write(CANCEL + job);
    }
  }

  private void awaitRunning(WorkflowRun run, JobId job) throws InterruptedException {
    JobHandle handle = run.job(job).orElseThrow();
    // Ends the wait when the run is closed, too.
    var unused = handle.result().whenComplete((result, failure) -> running.countDown());
    if (!isUnderWay(handle.status())) {
      running.await();
    }
  }

  private static boolean isUnderWay(JobStatus status) {
    return status.state() == JobState.RUNNING || status.state().isTerminal();
  }

  private void check(WorkflowRun run) {
    Map<String, JobResult> results = new HashMap<>();
    for (JobHandle job : run.jobs()) {
      job.resultNow().ifPresent(result -> results.put(job.id().value(), result));
    }
    wrong.addAll(work.wrongEnds(results));
    List<String> now = results.values().stream().map(this::told).toList();
    for (String line : log.lines()) {
      if (line.startsWith(TOLD) && !now.contains(line)) {
        wrong.add("was " + line + ", which does not hold any more");
      }
    }
  }

  private void close(WorkflowRun run) {
    CloseReport report = run.close(ClosePolicy.CLEAN);
    report.failed().forEach(it -> wrong.add(CLOSE + it));
  }
}
