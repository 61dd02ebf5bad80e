package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs run after those that they depend on, or, if one of these fails, not at all. */
public abstract class DependencyContract extends ContractTopic {
  /** For subclasses. */
  protected DependencyContract() {}

  private JobSpec.Builder after(String id, String... upstream) {
    JobSpec.Builder job = job(id, mark("ran", id));
    for (String each : upstream) {
      job.dependsOn(JobId.of(each));
    }
    return job;
  }

  private void assertEndedWithout(JobHandle job, String upstream) throws Exception {
    JobResult result = await(job);
    assertThat(result.state()).isEqualTo(JobState.CANCELLED);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.UPSTREAM);
    assertThat(result.failure().orElseThrow().message()).contains(upstream);
    assertThat(result.attempts()).isEmpty();
    assertThat(result.outputs()).isEmpty();
    assertThat(marks("ran")).doesNotContain(job.id().value());
  }

  @Test
  void diamondRunsFromTopToBottom() throws Exception {
    run()
        .submit(
            List.of(
                after("top").build(),
                after("left", "top").build(),
                after("right", "top").build(),
                after("bottom", "left", "right").build()));

    awaitIdle(run());

    assertThat(run().jobs()).allMatch(job -> job.status().state() == JobState.SUCCEEDED);
    assertThat(marks("ran"))
        .hasSize(4)
        .startsWith("top")
        .endsWith("bottom")
        .contains("left", "right");
  }

  @Test
  void jobWaitsForAllThatItDependsOn() throws Exception {
    Gate gate = gate("go");
    submit(job("first"));
    submit(job("second", Step.await(gate), mark("ran", "second")));
    JobHandle third = submit(after("third", "first", "second"));
    await(job(run(), "first"));

    await(job("meanwhile"));

    assertThat(third.status().state()).isEqualTo(JobState.BLOCKED);
    gate.open();
    assertThat(await(third).succeeded()).isTrue();
    assertThat(marks("ran")).containsExactly("second", "third");
  }

  @Test
  void dependentsOfAFailedJobEndWithoutRunning() throws Exception {
    submit(job("bad", Step.exit(1)));
    JobHandle next = submit(after("next", "bad"));
    JobHandle last = submit(after("last", "next"));

    assertEndedWithout(next, "bad");
    assertEndedWithout(last, "next");
  }

  @Test
  void dependentsOfACancelledJobEndWithoutRunning() throws Exception {
    JobHandle first = submit(job("first", Step.hang()));
    JobHandle next = submit(after("next", "first"));
    awaitState(first, JobState.RUNNING);

    first.cancel();

    assertEndedWithout(next, "first");
  }

  @Test
  void dependentEndsAtOnceThoughOthersThatItWaitsForAreLive() throws Exception {
    Gate gate = gate("go");
    JobHandle live = submit(job("live", Step.await(gate)));
    JobHandle next =
        submit(job("next").dependsOn(JobId.of("live"), submit(job("bad", Step.exit(1))).id()));

    assertEndedWithout(next, "bad");

    assertThat(live.status().state().isTerminal()).isFalse();
    gate.open();
    assertThat(await(live).succeeded()).isTrue();
  }

  @Test
  void longChainBehindAFailedJobEndsToTheLast() throws Exception {
    Gate gate = gate("go");
    List<JobSpec> chain = new ArrayList<>();
    chain.add(job("c0", Step.await(gate), Step.exit(1)).build());
    for (int i = 1; i < 50; i++) {
      chain.add(after("c" + i, "c" + (i - 1)).build());
    }
    run().submit(chain);

    gate.open();
    awaitIdle(run());

    assertThat(run().jobs().subList(1, 50))
        .allMatch(job -> job.status().state() == JobState.CANCELLED);
    assertThat(marks("ran")).isEmpty();
  }

  @Test
  void branchThatDoesNotDependOnAFailedJobGoesOn() throws Exception {
    submit(after("top"));
    submit(job("bad", Step.exit(1)).dependsOn(JobId.of("top")));
    submit(after("behind-bad", "bad"));
    submit(after("good", "top"));

    assertThat(await(submit(after("behind-good", "good"))).succeeded()).isTrue();

    awaitIdle(run());
    assertThat(marks("ran")).containsExactly("top", "good", "behind-good");
  }

  @Test
  void dependencyOnAJobThatHasSucceededIsMet() throws Exception {
    await(job("first"));

    assertThat(await(after("second", "first")).succeeded()).isTrue();
  }

  @Test
  void jobBehindOneThatHasFailedEndsAtOnce() throws Exception {
    await(job("bad", Step.exit(1)));

    assertEndedWithout(submit(after("second", "bad")), "bad");
  }

  @Test
  void dependentWaitsUntilARetriedJobHasSucceeded() throws Exception {
    submit(
        job("first", Step.failFirst(2, 1), mark("ran", "first"))
            .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 2).build()));

    assertThat(await(after("second", "first")).succeeded()).isTrue();

    assertThat(marks("ran")).containsExactly("first", "second");
  }

  @Test
  void inputFromAnotherJobIsADependency() throws Exception {
    Gate gate = gate("go");
    submit(
        job("maker", Step.await(gate), Step.write("made", "it")).output(OutputFile.file("made")));
    JobHandle taker =
        submit(
            job("taker", Step.copy("in/made", path("taken").toString()))
                .input(InputFile.output(JobId.of("maker"), "made", "in/made")));

    assertThat(taker.spec().upstream()).containsExactly(JobId.of("maker"));
    gate.open();

    assertThat(await(taker).succeeded()).isTrue();
    assertThat(path("taken")).hasContent("it");
  }

  @Test
  void jobWhoseInputIsFromAFailedJobEndsWithoutRunning() throws Exception {
    submit(job("maker", Step.exit(1)).output(OutputFile.file("made")));

    assertEndedWithout(
        submit(after("taker").input(InputFile.output(JobId.of("maker"), "made", "in"))), "maker");
  }
}
