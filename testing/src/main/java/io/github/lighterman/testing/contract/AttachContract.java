package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run that a driver has left is found again with all that belongs to it; nothing runs twice. */
public abstract class AttachContract extends ContractTopic {
  /** For subclasses. */
  protected AttachContract() {}

  private JobSpec running(Gate gate) {
    return job("running", mark("ran", "running"), Step.await(gate), Step.write("out", "done"))
        .output(OutputFile.file("out"))
        .build();
  }

  /** Submits one job in each state that a job may be left in. */
  private void submitOneOfEach(Gate gate) throws Exception {
    await(submit(job("ended", mark("ran", "ended"), Step.exit(4))));
    JobHandle running = run().submit(running(gate));
    until("it runs", () -> running.status().state() == JobState.RUNNING);
    submit(
        job("blocked", mark("ran", "blocked"), Step.copy("in", path("copy").toString()))
            .input(InputFile.output(JobId.of("running"), "out", "in")));
    fillUp(gate, fixture().slots() - 1);
    submit(job("queued", mark("ran", "queued")));
    until("it has begun", () -> hasBegun("running"));
    awaitState(job(run(), "queued"), JobState.QUEUED);
  }

  private boolean hasBegun(String id) {
    try {
      return marks("ran").contains(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertAllGoesOn(WorkflowRun found, Gate gate) throws Exception {
    assertThat(found.jobs())
        .extracting(JobHandle::id)
        .containsExactlyElementsOf(run().jobs().stream().map(JobHandle::id).toList());
    assertThat(job(found, "ended").status().state()).isEqualTo(JobState.FAILED);
    assertThat(job(found, "ended").resultNow().orElseThrow().exitCode()).hasValue(4);
    assertThat(job(found, "running").resultNow()).isEmpty();
    assertThat(job(found, "blocked").status().state()).isEqualTo(JobState.BLOCKED);
    gate.open();
    awaitIdle(found);
    assertThat(found.jobs().subList(1, found.jobs().size()))
        .allMatch(job -> job.resultNow().orElseThrow().succeeded());
    assertThat(job(found, "running").resultNow().orElseThrow().attempts()).hasSize(1);
    assertThat(path("copy")).hasContent("done");
    assertThat(marks("ran")).containsExactlyInAnyOrder("ended", "running", "blocked", "queued");
  }

  @Test
  void detachedRunIsFoundWithAllItsJobsAndGoesOn() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    submitOneOfEach(gate);

    assertAllGoesOn(attachElsewhere(), gate);
  }

  @Test
  void runIsFoundAgainByTheSameExecutor() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    submitOneOfEach(gate);
    closeAs(ClosePolicy.DETACH, run());

    assertAllGoesOn(attach(executor(), run().id()), gate);
  }

  @Test
  void runOfADriverThatCrashedIsFoundWithAllItsJobsAndGoesOn() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    submitOneOfEach(gate);

    crash();

    assertAllGoesOn(attach(another(), run().id()), gate);
  }

  @Test
  void jobThatEndsWhileNobodyWatchesIsFoundEnded() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    JobHandle job =
        submit(
            job("job", mark("ran", "job"), Step.await(gate), mark("ended", "job"), Step.exit(6)));
    awaitState(job, JobState.RUNNING);
    closeAs(ClosePolicy.DETACH, run());
    gate.open();
    until("the job comes to its end", () -> path("ended").toFile().exists());

    JobResult result = await(job(attach(another(), run().id()), "job"));

    assertThat(result.exitCode()).hasValue(6);
    assertThat(result.attempts()).hasSize(1);
    assertThat(marks("ran")).hasSize(1);
  }

  @Test
  void outputsOfAJobThatEndsWhileNobodyWatchesAreKept() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    JobHandle job =
        submit(
            job("job", Step.await(gate), Step.write("f", "x"))
                .output(OutputFile.file("f").to(path("out"))));
    awaitState(job, JobState.RUNNING);
    closeAs(ClosePolicy.DETACH, run());
    gate.open();

    JobResult result = await(job(attach(another(), run().id()), "job"));

    assertThat(result.orElseThrow().outputs()).hasSize(1);
    assertThat(path("out")).hasContent("x");
  }

  @Test
  void attachNeverRunsAJobAgain() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    submit(job("live", mark("ran", "live"), Step.await(gate)));
    await(job("good", mark("ran", "good")));
    await(job("bad", mark("ran", "bad"), Step.exit(1)));
    until("all have begun", () -> hasBegun("live"));
    closeAs(ClosePolicy.DETACH, run());

    WorkflowRun second = attach(another(), run().id());
    closeAs(ClosePolicy.DETACH, second);
    WorkflowRun third = attach(another(), run().id());
    gate.open();
    awaitIdle(third);

    assertThat(marks("ran")).containsExactlyInAnyOrder("live", "good", "bad");
    assertThat(third.jobs())
        .allSatisfy(job -> assertThat(job.resultNow().orElseThrow().attempts()).hasSize(1));
  }

  @Test
  void resultsAndSpecsAreTheSameAfterwards() throws Exception {
    WorkflowRun run =
        start(
            WorkflowSpec.of("same")
                .withLabels(Map.of("team", "x"))
                .withClosePolicy(ClosePolicy.KEEP));
    JobHandle good =
        run.submit(
            job("good", Step.write("f", "x"), Step.failFirst(1, 3))
                .label("a", "b")
                .environment("V", "1")
                .output(OutputFile.file("f"))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 1).build())
                .build());
    JobHandle bad = run.submit(job("bad", Step.exit(9)).build());
    List<JobResult> before = List.of(await(good), await(bad));
    needs(Trait.ATTACH);
    closeAs(ClosePolicy.DETACH, run);

    WorkflowRun found = attach(another(), run.id());

    assertThat(found.spec()).isEqualTo(run.spec());
    assertThat(found.jobs()).extracting(JobHandle::spec).containsExactly(good.spec(), bad.spec());
    List<JobResult> after =
        Stream.of("good", "bad").map(id -> job(found, id).resultNow().orElseThrow()).toList();
    for (int i = 0; i < 2; i++) {
      assertThat(after.get(i).state()).isEqualTo(before.get(i).state());
      assertThat(after.get(i).failure()).isEqualTo(before.get(i).failure());
      assertThat(after.get(i).outputs()).isEqualTo(before.get(i).outputs());
      assertThat(after.get(i).attempts())
          .usingRecursiveFieldByFieldElementComparatorOnFields("number", "exitCode", "failure")
          .isEqualTo(before.get(i).attempts());
    }
  }

  @Test
  void sameSpecsSubmittedAfterwardsAreTheKnownJobs() throws Exception {
    Gate gate = gate("go");
    List<JobSpec> specs =
        List.of(
            job("ended", mark("ran", "ended")).build(),
            job("live", mark("ran", "live"), Step.await(gate)).build());
    run().submit(specs);
    await(job(run(), "ended"));
    WorkflowRun found = attachElsewhere();

    List<SubmitOutcome> outcomes = found.submit(specs);
    gate.open();
    awaitIdle(found);

    assertThat(outcomes).allMatch(SubmitOutcome::isAccepted);
    assertThat(found.jobs()).hasSize(2);
    assertThat(marks("ran")).containsExactlyInAnyOrder("ended", "live");
  }

  @Test
  void attachedRunTakesMoreJobs() throws Exception {
    await(job("first")).orElseThrow();
    WorkflowRun found = attachElsewhere();

    JobHandle second = found.submit(job("second").dependsOn(JobId.of("first")).build());

    assertThat(await(second).succeeded()).isTrue();
  }

  @Test
  void jobOfAnAttachedRunCanBeCancelled() throws Exception {
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);
    WorkflowRun found = attachElsewhere();

    job(found, "job").cancel();

    assertThat(await(job(found, "job")).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void cancelledJobStaysCancelled() throws Exception {
    JobHandle job = submit(job("job", Step.hang()));
    awaitState(job, JobState.RUNNING);
    job.cancel();
    WorkflowRun found = attachElsewhere();

    assertThat(await(job(found, "job")).failure().orElseThrow().kind())
        .isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void retriesOfAnAttachedRunGoOnWhereTheyWere() throws Exception {
    Gate gate = gate("go");
    JobHandle job =
        submit(
            job("job", mark("ran", "job"), Step.failFirst(1, 1), Step.await(gate), Step.exit(1))
                .retry(RetryPolicy.builder().retry(FailureKind.USER_EXIT, 2).build()));
    until("the second attempt runs", () -> isRunning(job, 2));
    WorkflowRun found = attachElsewhere();

    until("it is known that the second attempt runs", () -> isRunning(job(found, "job"), 2));
    gate.open();

    assertThat(await(job(found, "job")).attempts()).hasSize(3);
    assertThat(marks("ran")).hasSize(3);
  }

  private static boolean isRunning(JobHandle job, int attempt) {
    return job.status().attempt() == attempt && job.status().state() == JobState.RUNNING;
  }

  @Test
  void listenersAreToldFromTheMomentOfTheCall() throws Exception {
    Gate gate = gate("go");
    await(job("ended")).orElseThrow();
    awaitState(submit(job("live", Step.await(gate))), JobState.RUNNING);
    Witness witness = new Witness();

    WorkflowRun found = attachElsewhere(witness);
    gate.open();
    until("the end is told", () -> witness.sawEndOf("live"));

    assertThat(witness.states("live")).endsWith(JobState.FINALIZING, JobState.SUCCEEDED);
    assertThat(witness.results("live")).containsExactly(await(job(found, "live")));
  }

  @Test
  void dependentsStartWhileNobodyIsAttached() throws Exception {
    needs(Trait.ATTACH, Trait.RUNS_WITHOUT_DRIVER);
    Gate gate = gate("go");
    awaitState(submit(job("first", Step.await(gate))), JobState.RUNNING);
    submit(job("second", mark("ran", "second")).dependsOn(JobId.of("first")));
    closeAs(ClosePolicy.DETACH, run());

    gate.open();

    until("the second has run", () -> path("ran").toFile().exists());
    awaitIdle(attach(another(), run().id()));
    assertThat(marks("ran")).containsExactly("second");
  }
}
