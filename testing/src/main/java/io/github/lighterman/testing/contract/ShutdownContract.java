package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobState;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A closed executor lets go of its runs and of all that it holds. */
public abstract class ShutdownContract extends ContractTopic {
  /** For subclasses. */
  protected ShutdownContract() {}

  @Test
  void runOfAClosedExecutorTakesNothingMore() throws Exception {
    closeExecutor(executor());

    assertThatThrownBy(() -> submit(job("late"))).isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> run().validate(List.of())).isInstanceOf(RunClosedException.class);
  }

  @Test
  void closedExecutorDetachesItsRuns() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    JobHandle live = submit(job("live", mark("ran", "live"), Step.await(gate)));
    awaitState(live, JobState.RUNNING);

    closeExecutor(executor());

    WorkflowRun found = attach(another(), run().id());
    gate.open();
    assertThat(await(job(found, "live")).succeeded()).isTrue();
    assertThat(marks("ran")).hasSize(1);
  }

  @Test
  void executorIsClosedTwiceWithoutHarm() throws Exception {
    closeExecutor(executor());
    closeExecutor(executor());

    needs(Trait.ATTACH);
    assertThat(another().runs()).contains(run().id());
  }

  @Test
  void closedExecutorLeavesNoThread() throws Exception {
    // Threads start in the group of the thread that makes them, so these are the executor's own;
    // but executors of one backend may share them, so no other one is open.
    ThreadGroup group = new ThreadGroup("contract");
    closeExecutor(executor());
    FutureTask<CloseReport> life = new FutureTask<>(this::openWorkAndClose);
    new Thread(group, life, "contract: owner").start();

    assertThat(await("the executor's life", life).failed()).isEmpty();

    until("no thread is left of " + namesOf(group), () -> namesOf(group).isEmpty());
  }

  private CloseReport openWorkAndClose() throws Exception {
    WorkflowExecutor own = another();
    WorkflowRun run = start(own, WorkflowSpec.of("threads"));
    await(run.submit(job("job", Step.print("x")).build())).orElseThrow();
    CloseReport report = closeAs(ClosePolicy.CLEAN, run);
    closeExecutor(own);
    return report;
  }

  private static List<String> namesOf(ThreadGroup group) {
    Thread[] threads = new Thread[group.activeCount() + 100];
    int count = group.enumerate(threads);
    return Arrays.stream(threads, 0, count)
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> !name.startsWith("ForkJoinPool.commonPool"))
        .toList();
  }
}
