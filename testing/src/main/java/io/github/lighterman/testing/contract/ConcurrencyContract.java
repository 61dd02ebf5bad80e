package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Executors and runs may be used by several threads at once. */
public abstract class ConcurrencyContract extends ContractTopic {
  private static final int THREADS = 4;

  /** For subclasses. */
  protected ConcurrencyContract() {}

  /** One of the calls that are made at the same time; it knows its number. */
  private interface Call<T> {
    T make(int thread) throws Exception;
  }

  private <T> List<T> atOnce(Call<T> call) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Callable<T> afterStart =
          () -> {
            start.await();
            return call.make(number);
          };
      FutureTask<T> task = new FutureTask<>(afterStart);
      tasks.add(task);
      Patience.start("thread " + i, task);
    }
    start.countDown();
    List<T> results = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      results.add(await("every thread is done", task));
    }
    return results;
  }

  private List<JobSpec> specs(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> job(prefix + i, mark("ran", prefix + i)).build())
        .toList();
  }

  @Test
  void jobsOfManyThreadsAreAllTakenAndRunOnce() throws Exception {
    List<List<SubmitOutcome>> outcomes =
        atOnce(thread -> run().submit(specs("t" + thread + "-", 8)));
    awaitIdle(run());

    assertThat(outcomes)
        .allSatisfy(list -> assertThat(list).allMatch(SubmitOutcome::isAccepted).hasSize(8));
    assertThat(run().jobs()).hasSize(32).allMatch(job -> job.resultNow().isPresent());
    assertThat(marks("ran")).hasSize(32).doesNotHaveDuplicates();
  }

  @Test
  void sameJobsOfManyThreadsRunOnce() throws Exception {
    List<List<SubmitOutcome>> outcomes = atOnce(thread -> run().submit(specs("j", 8)));
    awaitIdle(run());

    assertThat(outcomes)
        .allSatisfy(list -> assertThat(list).allMatch(SubmitOutcome::isAccepted).hasSize(8));
    assertThat(run().jobs()).hasSize(8);
    assertThat(marks("ran")).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void ofDifferentSpecsUnderOneIdOneIsAccepted() throws Exception {
    List<SubmitOutcome> outcomes =
        atOnce(
            thread -> run().submit(List.of(job("job", mark("ran", "t" + thread)).build())).get(0));
    awaitIdle(run());

    assertThat(outcomes).filteredOn(SubmitOutcome::isAccepted).hasSize(1);
    assertThat(marks("ran")).hasSize(1);
  }

  @Test
  void manyMayCancelOneJob() throws Exception {
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);
    Witness witness = new Witness();
    run().addListener(witness);

    atOnce(
        thread -> {
          job.cancel();
          return thread;
        });

    assertThat(await(job).state()).isEqualTo(JobState.CANCELLED);
    until("the end is told", () -> witness.sawEndOf("job"));
    assertThat(witness.results("job")).hasSize(1);
  }

  @Test
  void manyMayCloseOneRunAndAllGetOneReport() throws Exception {
    await(job("job")).orElseThrow();

    List<CloseReport> reports = atOnce(thread -> run().close(ClosePolicy.CLEAN));

    assertThat(reports).allMatch(report -> report.equals(reports.get(0)));
    assertThat(reports.get(0).failed()).isEmpty();
  }

  @Test
  void ofManyStartsOfOneRunOneWins() throws Exception {
    RunId id = RunId.generate("race");
    WorkflowExecutor other = another();

    List<Optional<WorkflowRun>> won =
        atOnce(
            thread -> {
              try {
                return Optional.of(
                    (thread % 2 == 0 ? executor() : other).start(WorkflowSpec.of(id)));
              } catch (RunInUseException e) {
                return Optional.empty();
              }
            });

    assertThat(won).filteredOn(Optional::isPresent).hasSize(1);
    for (Optional<WorkflowRun> run : won) {
      if (run.isPresent()) {
        closeAs(ClosePolicy.CLEAN, run.get());
      }
    }
  }

  @Test
  void submitThatRacesWithCloseIsAnsweredOrRefused() throws Exception {
    AtomicInteger accepted = new AtomicInteger();

    atOnce(
        thread -> {
          if (thread == 0) {
            return run().close(ClosePolicy.CLEAN).failed();
          }
          try {
            for (JobSpec spec : specs("t" + thread + "-", 5)) {
              run().submit(spec);
              accepted.incrementAndGet();
            }
          } catch (RunClosedException e) {
            assertThat(e).hasMessageContaining("closed");
          }
          return List.of();
        });

    assertThat(run().jobs()).hasSize(accepted.get());
    for (JobHandle job : run().jobs()) {
      JobResult result;
      try {
        result = await(job);
      } catch (RunClosedException e) {
        // Accepted after the close had looked for live jobs: it's let go of, and said to be.
        continue;
      }
      assertThat(result.state()).isIn(JobState.SUCCEEDED, JobState.CANCELLED);
    }
  }

  @Test
  void runsOfOneExecutorKnowNothingOfEachOther() throws Exception {
    WorkflowRun other = start(WorkflowSpec.of("other"));

    JobHandle mine = submit(job("same", Step.write("f", "x")));
    JobHandle others =
        other.submit(job("same", Step.list(".", path("seen").toString()), Step.exit(5)).build());

    assertThat(await(mine).succeeded()).isTrue();
    assertThat(await(others).exitCode()).hasValue(5);
    assertThat(run().jobs()).hasSize(1);
    assertThat(path("seen")).content().doesNotContain("./f\n");
    assertThat(other.validate(List.of(job("x").dependsOn(JobId.of("y")).build()))).isNotEmpty();
  }

  @Test
  void twoExecutorsServeTheirRunsAtTheSameTime() throws Exception {
    WorkflowRun other = start(another(), WorkflowSpec.of("other"));
    Gate gate = gate("go");
    JobHandle mine = submit(job("mine", Step.await(gate)));
    awaitState(mine, JobState.RUNNING);

    JobHandle others = other.submit(job("others").build());

    assertThat(await(others).succeeded()).isTrue();
    gate.open();
    assertThat(await(mine).succeeded()).isTrue();
  }

  @Test
  void manyJobsAllComeToTheirEnd() throws Exception {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      JobSpec.Builder job = job("j" + i, i % 10 == 9 ? Step.exit(1) : Step.print("x"));
      if (i >= 25) {
        job.dependsOn(JobId.of("j" + (i - 25)));
      }
      specs.add(job.build());
    }

    run().submit(specs);
    awaitIdle(run());

    for (int i = 0; i < 50; i++) {
      JobState end = job(run(), "j" + i).status().state();
      boolean behindFailed = i >= 25 && (i - 25) % 10 == 9;
      assertThat(end)
          .as("j%s", i)
          .isEqualTo(
              behindFailed
                  ? JobState.CANCELLED
                  : i % 10 == 9 ? JobState.FAILED : JobState.SUCCEEDED);
    }
  }
}
