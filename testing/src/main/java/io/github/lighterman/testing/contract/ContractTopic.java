package io.github.lighterman.testing.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.RunId;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/**
 * One topic of the contract: opens a backend for each test, and looks afterwards that nothing is
 * left there. A subclass of a topic gives the {@link #newFixture} alone.
 */
@Timeout(30)
public abstract class ContractTopic {
  private final List<WorkflowExecutor> executors = new ArrayList<>();
  private final List<WorkflowRun> runs = new ArrayList<>();
  private final Set<RunId> runIds = new LinkedHashSet<>();
  private final List<Gate> gates = new ArrayList<>();
  private ExecutorFixture fixture;
  private Patience patience;
  private WorkflowExecutor executor;
  private WorkflowRun run;

  /** For subclasses. */
  protected ContractTopic() {}

  /** Returns a backend with nothing on it. The topic closes it after the test. */
  protected abstract ExecutorFixture newFixture() throws Exception;

  @BeforeEach
  final void openBackend() throws Exception {
    fixture = newFixture();
    patience = new Patience(fixture);
    executor = another();
    run = start(WorkflowSpec.of("contract"));
  }

  @AfterEach
  final void closeBackendAndFindNothingLeft() throws Exception {
    try {
      for (Gate gate : gates) {
        gate.open();
      }
      boolean keptOnPurpose = false;
      for (WorkflowRun each : List.copyOf(runs)) {
        // A run that was closed before tells how, and nothing changes.
        keptOnPurpose |= closeAs(ClosePolicy.CLEAN, each).policy() != ClosePolicy.CLEAN;
      }
      for (WorkflowExecutor each : List.copyOf(executors)) {
        closeExecutor(each);
      }
      if (keptOnPurpose && fixture.cannot().contains(Trait.ATTACH)) {
        return;
      }
      if (!fixture.leftovers().isEmpty() && !fixture.cannot().contains(Trait.ATTACH)) {
        cleanWhatWasLeftOnPurpose();
      }
      assertThat(fixture.leftovers()).as("left at the backend after all was closed").isEmpty();
    } finally {
      fixture.close();
    }
  }

  private void cleanWhatWasLeftOnPurpose() throws Exception {
    WorkflowExecutor last = another();
    for (RunId id : last.runs()) {
      if (runIds.contains(id)) {
        closeAs(ClosePolicy.CLEAN, attach(last, id));
      }
    }
    closeExecutor(last);
  }

  final ExecutorFixture fixture() {
    return fixture;
  }

  final WorkflowExecutor executor() {
    return executor;
  }

  final WorkflowRun run() {
    return run;
  }

  final Patience patience() {
    return patience;
  }

  /** Opens another executor on the same backend. */
  final WorkflowExecutor another() throws Exception {
    WorkflowExecutor opened = fixture.open();
    executors.add(opened);
    return opened;
  }

  final WorkflowRun start(WorkflowSpec spec) {
    return start(executor, spec);
  }

  final WorkflowRun start(WorkflowExecutor by, WorkflowSpec spec) {
    WorkflowRun started = by.start(spec);
    runs.add(started);
    runIds.add(started.id());
    return started;
  }

  final WorkflowRun attach(WorkflowExecutor by, RunId id, WorkflowListener... listeners)
      throws Exception {
    WorkflowRun attached = timed("attach", () -> by.attach(id, listeners));
    runs.add(attached);
    return attached;
  }

  /** Detaches the test's run and attaches to it by another executor. */
  final WorkflowRun attachElsewhere(WorkflowListener... listeners) throws Exception {
    needs(Trait.ATTACH);
    closeAs(ClosePolicy.DETACH, run);
    return attach(another(), run.id(), listeners);
  }

  /** Lets the test's executor crash. */
  final void crash() throws Exception {
    fixture.crash(executor);
    executors.remove(executor);
    runs.clear();
  }

  /** Skips the test if a callback that blocks would block the test itself. */
  final void needsCallbacksThatMayBlock() {
    if (!fixture.callbacksMayBlock()) {
      throw new TestAbortedException(
          "skipped: the fixture of "
              + executor.info().name()
              + " moves time by the thread that calls listeners");
    }
  }

  /** Skips the test if the executor can't do this. */
  final void needs(Trait... traits) {
    for (Trait trait : traits) {
      if (fixture.cannot().contains(trait)) {
        throw new TestAbortedException(
            "skipped: executor " + executor.info().name() + " lacks the trait " + trait);
      }
    }
  }

  final JobSpec.Builder job(String id, Step... steps) {
    return JobSpec.builder(id).command(fixture.command(Work.of(steps)));
  }

  final JobHandle submit(JobSpec.Builder job) {
    return run.submit(job.build());
  }

  /** Submits jobs that take all the room there is until the gate opens, and sees them run. */
  final List<JobHandle> fillUp(Gate gate) throws Exception {
    return fillUp(gate, fixture.slots());
  }

  /** Submits this many jobs that wait at the gate, and sees them run. */
  final List<JobHandle> fillUp(Gate gate, int count) throws Exception {
    List<JobHandle> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(submit(job("fill-" + gate.file().getFileName() + "-" + i, Step.await(gate))));
    }
    for (JobHandle job : jobs) {
      awaitState(job, JobState.RUNNING);
    }
    return jobs;
  }

  /** Returns a gate, which opens at the latest when the test is over. */
  final Gate gate(String name) {
    Gate gate = fixture.gate(name);
    gates.add(gate);
    return gate;
  }

  final Path path(String name) {
    return fixture.scratch().resolve(name);
  }

  /** Writes a file for the test's own use, and makes its parents. */
  final Path write(String name, String text) throws IOException {
    Path file = path(name);
    Files.createDirectories(requireNonNull(file.getParent(), "parent"));
    return Files.writeString(file, text);
  }

  /** Returns the step that marks this file, outside of all that belongs to the run, by a line. */
  final Step mark(String file, String line) {
    return Step.append(path(file).toString(), line + "\n");
  }

  /** Returns the lines by which jobs have marked this file. */
  final List<String> marks(String file) throws IOException {
    return Files.exists(path(file)) ? Files.readAllLines(path(file)) : List.of();
  }

  final JobResult await(JobSpec.Builder job) throws Exception {
    return await(submit(job));
  }

  final JobResult await(JobHandle job) throws Exception {
    return await("end of job " + job.id(), job.result());
  }

  final <T> T await(String what, Future<T> future) throws Exception {
    return patience.await(what, future);
  }

  final void awaitState(JobHandle job, JobState state) throws Exception {
    until(
        "job " + job.id() + " gets to " + state,
        () -> job.status().state() == state || job.status().state().isTerminal());
    assertThat(job.status().state()).as("state of job %s", job.id()).isEqualTo(state);
  }

  final void until(String what, BooleanSupplier condition) throws InterruptedException {
    patience.until(what, condition);
  }

  final <T> T timed(String what, Callable<T> call) throws Exception {
    return patience.timed(what, call);
  }

  final CloseReport closeAs(ClosePolicy policy, WorkflowRun which) throws Exception {
    return timed("close of run " + which.id() + " as " + policy, () -> which.close(policy));
  }

  final void closeExecutor(WorkflowExecutor which) throws Exception {
    timed(
        "close of the executor",
        () -> {
          which.close();
          return which;
        });
  }

  final void awaitIdle(WorkflowRun which) throws Exception {
    timed(
        "run " + which.id() + " is idle",
        () -> {
          which.awaitIdle();
          return which;
        });
  }

  static JobHandle job(WorkflowRun run, String id) {
    return run.job(JobId.of(id)).orElseThrow(() -> new AssertionError("run has no job " + id));
  }

  /** Returns what the job's first attempt has printed so far. */
  static String log(JobHandle job) {
    return job.readLog(LogStream.STDOUT, 1, 0, 1 << 20).text();
  }
}
