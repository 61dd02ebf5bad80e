package io.github.lighterman.spi;

import static io.github.lighterman.spi.Harness.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.InvalidJobException;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Problem;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class JobLifecycleSubmitTest {
  private final Harness run = new Harness();

  @Test
  void sameSpecTwiceIsOneJob() {
    JobHandle first = run.submit(job("a")).get(0).orElseThrow();
    JobHandle second = run.submit(job("a")).get(0).orElseThrow();

    assertThat(second).isSameAs(first);
    assertThat(run.driver.started).hasSize(1);
    assertThat(run.driver.recorded).containsExactly("a");
  }

  @Test
  void sameSpecTwiceInOneListIsOneJob() {
    List<SubmitOutcome> outcomes = run.submit(job("a"), job("a"));

    assertThat(outcomes.get(0).orElseThrow()).isSameAs(outcomes.get(1).orElseThrow());
    assertThat(run.driver.started).hasSize(1);
  }

  @Test
  void sameSpecOfAnEndedJobIsThatJobAndDoesNotRunAgain() {
    run.submit(job("a"));
    run.exit("a", 1, 1);

    JobHandle again = run.submit(job("a")).get(0).orElseThrow();

    assertThat(again.status().state()).isEqualTo(JobState.FAILED);
    assertThat(run.driver.started).hasSize(1);
  }

  @Test
  void otherSpecUnderAKnownIdIsRejected() {
    run.submit(job("a"));

    assertThat(kinds(run.submit(job("a").priority(1)).get(0)))
        .containsExactly(Problem.Kind.CONFLICT);
    assertThat(kinds(run.submit(job("b"), job("b").priority(1)).get(1)))
        .containsExactly(Problem.Kind.CONFLICT);
    assertThat(run.handle("a").spec().priority()).isZero();
  }

  @Test
  void idsThatDifferInCaseAloneAreRejected() {
    run.submit(job("Align"));

    List<SubmitOutcome> outcomes = run.submit(job("align"), job("x"), job("X"));

    assertThat(kinds(outcomes.get(0))).containsExactly(Problem.Kind.CONFLICT);
    assertThat(outcomes.get(0).problems().get(0).rule()).contains("upper and lower case");
    assertThat(outcomes.get(1).isAccepted()).isTrue();
    assertThat(kinds(outcomes.get(2))).containsExactly(Problem.Kind.CONFLICT);
    assertThat(run.lifecycle.job(JobId.of("ALIGN"))).isEmpty();
  }

  @Test
  void rejectedJobKeepsNoOtherFromBeingAccepted() {
    Harness small = Harness.ofCapacity(2);

    List<SubmitOutcome> outcomes =
        small.submit(JobSpec.builder("a"), job("b"), job("a"), JobSpec.builder("c"));

    assertThat(outcomes)
        .extracting(SubmitOutcome::isAccepted)
        .containsExactly(false, true, true, false);
    assertThat(outcomes).extracting(it -> it.id().value()).containsExactly("a", "b", "a", "c");
    assertThat(small.lifecycle.jobs()).extracting(it -> it.id().value()).containsExactly("b", "a");
  }

  @Test
  void jobsBeyondTheCapacityAreRejectedAndMayComeAgain() {
    Harness small = Harness.ofCapacity(2);

    List<SubmitOutcome> outcomes =
        small.submit(job("a"), job("b", "a"), job("c", "b"), job("c", "b"), job("d"));

    assertThat(outcomes)
        .extracting(SubmitOutcome::isAccepted)
        .containsExactly(true, true, false, false, false);
    assertThat(kinds(outcomes.get(2))).containsExactly(Problem.Kind.QUEUE_FULL);
    assertThat(kinds(outcomes.get(3))).containsExactly(Problem.Kind.QUEUE_FULL);
    assertThatExceptionOfType(InvalidJobException.class)
        .isThrownBy(() -> outcomes.get(2).orElseThrow())
        .matches(e -> e.retry() == WorkflowException.Retry.CAN_HELP);
    small.exit("a", 1, 0);
    assertThat(small.submit(job("c", "b")).get(0).isAccepted()).isTrue();
    assertThat(small.submit(job("a"), job("b", "a"))).allMatch(SubmitOutcome::isAccepted);
  }

  @Test
  void capacityNeverSplitsAJobFromWhatItDependsOn() {
    Harness small = Harness.ofCapacity(2);

    List<SubmitOutcome> outcomes = small.submit(job("c", "b"), job("b", "a"), job("a"));

    assertThat(outcomes).extracting(SubmitOutcome::isAccepted).containsExactly(false, true, true);
  }

  @Test
  void jobsMayDependOnLaterOnesOfTheirList() {
    run.submit(job("b", "a"), job("a"));

    assertThat(run.state("b")).isEqualTo(JobState.BLOCKED);
    run.exit("a", 1, 0);
    assertThat(run.state("b")).isEqualTo(JobState.QUEUED);
  }

  @Test
  void inputFromAnotherJobIsADependency() {
    run.submit(job("a"), job("b").input(InputFile.output(JobId.of("a"), "x", "y")));

    assertThat(run.state("b")).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void dependencyOnAnUnknownJobIsRejectedAndNamesIt() {
    List<SubmitOutcome> outcomes = run.submit(job("a", "nobody"), job("b", "a"));

    assertThat(kinds(outcomes.get(0))).containsExactly(Problem.Kind.UNKNOWN_DEPENDENCY);
    assertThat(outcomes.get(0).problems().get(0).toString()).contains("nobody");
    assertThat(kinds(outcomes.get(1))).containsExactly(Problem.Kind.UNKNOWN_DEPENDENCY);
    assertThat(outcomes.get(1).problems().get(0).toString()).contains("depends on job a");
  }

  @Test
  void dependencyOnItselfIsRejected() {
    List<SubmitOutcome> outcomes = run.submit(job("a", "a"), job("b"));

    assertThat(kinds(outcomes.get(0))).containsExactly(Problem.Kind.CYCLE);
    assertThat(outcomes.get(0).problems().get(0).rule()).endsWith("a -> a");
    assertThat(outcomes.get(1).isAccepted()).isTrue();
  }

  @Test
  void cycleIsRejectedWithItsPath() {
    List<SubmitOutcome> outcomes =
        run.submit(job("in"), job("a", "in", "c"), job("b", "a"), job("c", "b"), job("out", "c"));

    assertThat(outcomes)
        .extracting(SubmitOutcome::isAccepted)
        .containsExactly(true, false, false, false, false);
    assertThat(outcomes.get(2).problems().get(0).rule()).endsWith("a -> c -> b -> a");
    assertThat(kinds(outcomes.get(4))).containsExactly(Problem.Kind.UNKNOWN_DEPENDENCY);
  }

  @Test
  void jobOnACycleBehindOtherCyclesIsRejected() {
    List<SubmitOutcome> outcomes =
        run.submit(
            job("m", "x"),
            job("x", "c1", "d1", "m"),
            job("c1", "c2"),
            job("c2", "c1"),
            job("d1", "d2"),
            job("d2", "d1"));

    assertThat(outcomes).noneMatch(SubmitOutcome::isAccepted);
    assertThat(outcomes).allSatisfy(it -> assertThat(kinds(it)).contains(Problem.Kind.CYCLE));
  }

  @Test
  void longCycleIsRejectedQuicklyWithAShortMessage() {
    int size = 100_000;
    List<JobSpec> specs =
        IntStream.range(0, size).mapToObj(i -> job("j" + i, "j" + (i + 1) % size).build()).toList();

    List<SubmitOutcome> outcomes = run.submit(specs);

    assertThat(outcomes).noneMatch(SubmitOutcome::isAccepted);
    assertThat(outcomes.get(0).problems().get(0).rule()).hasSizeLessThan(300);
  }

  @Test
  void manyCyclesBelowOneJobAreFoundInLinearTime() {
    int size = 30_000;
    JobSpec.Builder all = job("all");
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.dependsOn(JobId.of("a" + i));
      specs.add(job("a" + i, "b" + i).build());
      specs.add(job("b" + i, "a" + i).build());
    }
    specs.add(0, all.build());

    List<SubmitOutcome> outcomes = run.submit(specs);

    assertThat(outcomes).noneMatch(SubmitOutcome::isAccepted);
    assertThat(outcomes.get(0).problems()).hasSize(size);
  }

  @Test
  void validateFindsAllProblemsAndChangesNothing() {
    List<Problem> problems =
        run.validate(
            JobSpec.builder("a").priority(5_000),
            job("b", "nobody"),
            job("c", "c"),
            job("d"),
            job("D"));

    assertThat(problems)
        .extracting(Problem::kind)
        .containsExactly(
            Problem.Kind.INVALID,
            Problem.Kind.INVALID,
            Problem.Kind.UNKNOWN_DEPENDENCY,
            Problem.Kind.CYCLE,
            Problem.Kind.CONFLICT);
    assertThat(run.lifecycle.jobs()).isEmpty();
    assertThat(run.driver.recorded).isEmpty();
  }

  @Test
  void executorsOwnChecksAreHeard() {
    Problem problem = new Problem(Problem.Kind.UNSUPPORTED, "image", "needs an engine", "Drop it");

    List<SubmitOutcome> outcomes =
        run.lifecycle.accept(List.of(job("a").build()), spec -> List.of(problem));

    assertThat(outcomes.get(0).problems()).containsExactly(problem);
  }

  @Test
  void jobsThatCannotBeRecordedWereNeverThere() {
    run.driver.onRecord =
        accepted -> {
          throw new WorkflowException(WorkflowException.Retry.CAN_HELP, "disk full", null);
        };

    assertThatThrownBy(() -> run.submit(job("a"), job("b", "a"))).hasMessage("disk full");

    assertThat(run.lifecycle.jobs()).isEmpty();
    assertThat(run.listener.states("a")).isEmpty();
    assertThat(run.driver.started).isEmpty();
    run.driver.onRecord = accepted -> {};
    assertThat(run.submit(job("a").priority(7)).get(0).isAccepted()).isTrue();
  }

  @Test
  void jobIsNotSeenBeforeItIsOnRecord() {
    run.driver.onRecord =
        accepted -> {
          assertThat(run.lifecycle.job(JobId.of("a"))).isEmpty();
          assertThat(run.lifecycle.jobs()).isEmpty();
          run.cancel("a");
          assertThat(run.driver.started).isEmpty();
        };

    run.submit(job("a"));

    assertThat(run.driver.calls).containsExactly("start a.1");
    assertThat(run.driver.recorded).containsExactly("a");
  }

  @RepeatedTest(20)
  void secondSubmitReturnsOnlyWhenTheFirstOnesRecordIsWritten() throws Exception {
    CountDownLatch recording = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    run.driver.onRecord =
        accepted -> {
          recording.countDown();
          await(go);
        };
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<List<SubmitOutcome>> first = threads.submit(() -> run.submit(job("a")));
      recording.await();
      Future<List<SubmitOutcome>> second = threads.submit(() -> run.submit(job("a")));
      Future<List<SubmitOutcome>> behind = threads.submit(() -> run.submit(job("b", "a")));
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> second.get(5, TimeUnit.MILLISECONDS));
      assertThat(behind.isDone()).isFalse();

      go.countDown();

      assertThat(second.get().get(0).orElseThrow()).isSameAs(first.get().get(0).orElseThrow());
      assertThat(behind.get().get(0).isAccepted()).isTrue();
      assertThat(run.driver.recorded).containsExactly("a", "b");
    } finally {
      threads.shutdownNow();
    }
  }

  @RepeatedTest(20)
  void secondSubmitTakesAnIdThatTheFirstCouldNotRecord() throws Exception {
    CountDownLatch recording = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    run.driver.onRecord =
        accepted -> {
          if (accepted.get(0).spec().priority() == 1) {
            recording.countDown();
            await(go);
            throw new IllegalStateException("disk full");
          }
        };
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<?> first = threads.submit(() -> run.submit(job("a").priority(1)));
      recording.await();
      Future<List<SubmitOutcome>> second = threads.submit(() -> run.submit(job("a")));
      go.countDown();

      assertThatThrownBy(first::get).hasRootCauseMessage("disk full");
      assertThat(second.get().get(0).isAccepted()).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }

  @RepeatedTest(50)
  void ofTwoSpecsUnderOneIdOneIsAccepted() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<SubmitOutcome>>> calls =
          IntStream.range(0, 4)
              .mapToObj(i -> threads.submit(() -> run.submit(job("a").priority(i))))
              .toList();
      int accepted = 0;
      for (Future<List<SubmitOutcome>> call : calls) {
        accepted += call.get().get(0).isAccepted() ? 1 : 0;
      }

      assertThat(accepted).isEqualTo(1);
      assertThat(run.driver.recorded).containsExactly("a");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void chainOfAHundredThousandEndsWhenItsFirstJobFails() {
    int size = 100_000;
    run.submit(chain(size));

    run.exit("j0", 1, 1);

    assertThat(run.state("j" + (size - 1))).isEqualTo(JobState.CANCELLED);
    assertThat(
            run.handle("j" + (size - 1)).resultNow().orElseThrow().failure().orElseThrow().kind())
        .isEqualTo(FailureKind.UPSTREAM);
    assertThat(run.listener.results("j" + (size - 1))).hasSize(1);
    assertThat(run.driver.started).hasSize(1);
  }

  @Test
  void chainOfAHundredThousandRunsToItsEnd() {
    int size = 100_000;
    JobLifecycle[] lifecycle = new JobLifecycle[1];
    lifecycle[0] =
        new JobLifecycle(
            Harness.RUN,
            new JobLifecycle.Setup(
                run.timer.clock(), run.timer, Runnable::run, size, JobLifecycle.Dependencies.HELD),
            new InstantDriver(task -> lifecycle[0].report(task)));

    lifecycle[0].accept(chain(size), spec -> List.of());

    assertThat(lifecycle[0].job(JobId.of("j" + (size - 1))).orElseThrow().status().state())
        .isEqualTo(JobState.SUCCEEDED);
  }

  private static List<JobSpec> chain(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> (i == 0 ? job("j0") : job("j" + i, "j" + (i - 1))).build())
        .toList();
  }

  private static List<Problem.Kind> kinds(SubmitOutcome outcome) {
    return outcome.problems().stream().map(Problem::kind).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
