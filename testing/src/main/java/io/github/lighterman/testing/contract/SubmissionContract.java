package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.InvalidJobException;
import io.github.lighterman.JobDefaults;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of jobs that are submitted: each is accepted or rejected, never half. */
public abstract class SubmissionContract extends ContractTopic {
  /** For subclasses. */
  protected SubmissionContract() {}

  private static JobSpec broken(String id) {
    return JobSpec.builder(id).build();
  }

  private List<SubmitOutcome> submitAll(JobSpec... jobs) {
    return run().submit(List.of(jobs));
  }

  private static void assertRejected(Problem.Kind kind, SubmitOutcome outcome) {
    assertThat(outcome.isAccepted()).as("%s is accepted", outcome.id()).isFalse();
    assertThat(outcome.problems()).extracting(Problem::kind).contains(kind);
    assertThat(outcome.problems()).allSatisfy(it -> assertThat(it.remedy()).isNotBlank());
  }

  @Test
  void submitAnswersForEveryJobInTheOrderOfTheList() throws Exception {
    List<SubmitOutcome> outcomes =
        submitAll(
            job("good").build(),
            broken("bad"),
            job("behind-bad").dependsOn(JobId.of("bad")).build(),
            job("also-good").build());

    assertThat(outcomes)
        .extracting(outcome -> outcome.id().value())
        .containsExactly("good", "bad", "behind-bad", "also-good");
    assertThat(outcomes)
        .extracting(SubmitOutcome::isAccepted)
        .containsExactly(true, false, false, true);
    assertRejected(Problem.Kind.INVALID, outcomes.get(1));
    assertRejected(Problem.Kind.UNKNOWN_DEPENDENCY, outcomes.get(2));
    assertThat(await(outcomes.get(0).orElseThrow()).succeeded()).isTrue();
    assertThat(await(outcomes.get(3).orElseThrow()).succeeded()).isTrue();
  }

  @Test
  void emptyListIsAnsweredByAnEmptyList() {
    assertThat(run().submit(List.of())).isEmpty();
    assertThat(run().jobs()).isEmpty();
  }

  @Test
  void rejectedJobIsNowhereAndNeverRuns() throws Exception {
    JobSpec rejected = job("bad", mark("ran", "bad")).priority(5000).build();

    submitAll(rejected, job("good", mark("ran", "good")).build());
    awaitIdle(run());

    assertThat(run().job(JobId.of("bad"))).isEmpty();
    assertThat(run().jobs()).extracting(JobHandle::id).containsExactly(JobId.of("good"));
    assertThat(marks("ran")).containsExactly("good");
  }

  @Test
  void rejectedJobLeavesItsIdFree() throws Exception {
    assertThat(submitAll(broken("job")).get(0).isAccepted()).isFalse();

    assertThat(await(job("job")).succeeded()).isTrue();
  }

  @Test
  void rejectionOfASingleJobListsEveryProblem() {
    JobSpec bad = JobSpec.builder("bad").environment("1x", "").priority(5000).build();

    assertThatThrownBy(() -> run().submit(bad))
        .isInstanceOfSatisfying(
            InvalidJobException.class,
            e -> {
              assertThat(e.problems()).hasSize(3);
              assertThat(e.retry()).isEqualTo(WorkflowException.Retry.IS_USELESS);
              assertThat(e).hasMessageContainingAll("bad", "1x", "5000");
            });
  }

  @Test
  void sameSpecTwiceIsOneJobAndRunsOnce() throws Exception {
    Gate gate = gate("go");
    JobSpec spec = job("once", mark("ran", "once"), Step.await(gate)).build();

    JobHandle first = run().submit(spec);
    JobHandle second = run().submit(spec);
    gate.open();

    assertThat(await(first)).isEqualTo(await(second));
    assertThat(run().jobs()).hasSize(1);
    assertThat(marks("ran")).containsExactly("once");
  }

  @Test
  void sameSpecTwiceInOneListIsOneJob() throws Exception {
    JobSpec spec = job("once", mark("ran", "once")).build();

    List<SubmitOutcome> outcomes = submitAll(spec, spec);
    awaitIdle(run());

    assertThat(outcomes).hasSize(2).allMatch(SubmitOutcome::isAccepted);
    assertThat(run().jobs()).hasSize(1);
    assertThat(marks("ran")).containsExactly("once");
  }

  @Test
  void sameSpecAfterTheJobsEndIsTheEndedJob() throws Exception {
    JobSpec spec = job("once", mark("ran", "once"), Step.exit(3)).build();
    await(run().submit(spec));

    JobHandle again = run().submit(spec);

    assertThat(again.status().state()).isEqualTo(JobState.FAILED);
    assertThat(again.resultNow()).isPresent();
    awaitIdle(run());
    assertThat(marks("ran")).containsExactly("once");
  }

  @Test
  void listWhoseAnswerWasLostCanBeSubmittedAgain() throws Exception {
    List<JobSpec> specs =
        IntStream.range(0, 5).mapToObj(i -> job("j" + i, mark("ran", "j" + i)).build()).toList();
    // Nobody looks at this answer, as if the connection had broken before it came.
    assertThat(run().submit(specs.subList(0, 3))).hasSize(3);

    List<SubmitOutcome> answer = run().submit(specs);
    awaitIdle(run());

    assertThat(answer).allMatch(SubmitOutcome::isAccepted);
    assertThat(run().jobs()).hasSize(5);
    assertThat(marks("ran")).containsExactlyInAnyOrder("j0", "j1", "j2", "j3", "j4");
  }

  @Test
  void otherSpecUnderAKnownIdIsAConflict() throws Exception {
    JobHandle first = submit(job("job", mark("ran", "first")));

    SubmitOutcome other = submitAll(job("job", mark("ran", "other")).build()).get(0);

    assertRejected(Problem.Kind.CONFLICT, other);
    assertThat(other.problems().get(0).isTransient()).isFalse();
    assertThat(await(first).succeeded()).isTrue();
    assertThat(marks("ran")).containsExactly("first");
  }

  @Test
  void otherSpecUnderOneIdInOneListIsAConflict() throws Exception {
    List<SubmitOutcome> outcomes =
        submitAll(
            job("job", mark("ran", "first")).build(), job("job", mark("ran", "other")).build());
    awaitIdle(run());

    assertThat(outcomes.get(0).isAccepted()).isTrue();
    assertRejected(Problem.Kind.CONFLICT, outcomes.get(1));
    assertThat(marks("ran")).containsExactly("first");
  }

  @Test
  void idThatDiffersInCaseAloneIsAConflict() throws Exception {
    await(job("Job"));

    assertRejected(Problem.Kind.CONFLICT, submitAll(job("jOB").build()).get(0));
    assertThat(run().jobs()).hasSize(1);
  }

  @Test
  void unknownDependencyIsRejectedAndNamed() {
    SubmitOutcome outcome = submitAll(job("job").dependsOn(JobId.of("nobody")).build()).get(0);

    assertRejected(Problem.Kind.UNKNOWN_DEPENDENCY, outcome);
    assertThat(outcome.problems().toString()).contains("job", "nobody");
    assertThat(run().jobs()).isEmpty();
  }

  @Test
  void cycleIsRejectedAndOthersAreAccepted() throws Exception {
    List<SubmitOutcome> outcomes =
        submitAll(
            job("a").dependsOn(JobId.of("c")).build(),
            job("b").dependsOn(JobId.of("a")).build(),
            job("c").dependsOn(JobId.of("b")).build(),
            job("self").dependsOn(JobId.of("self")).build(),
            job("behind").dependsOn(JobId.of("c")).build(),
            job("fine").build());

    for (SubmitOutcome outcome : outcomes.subList(0, 4)) {
      assertRejected(Problem.Kind.CYCLE, outcome);
    }
    assertRejected(Problem.Kind.UNKNOWN_DEPENDENCY, outcomes.get(4));
    assertThat(await(outcomes.get(5).orElseThrow()).succeeded()).isTrue();
    assertThat(run().jobs()).hasSize(1);
  }

  @Test
  void jobMayDependOnALaterOneOfTheSameList() throws Exception {
    List<SubmitOutcome> outcomes =
        submitAll(
            job("second", mark("ran", "second")).dependsOn(JobId.of("first")).build(),
            job("first", mark("ran", "first")).build());

    assertThat(await(outcomes.get(0).orElseThrow()).succeeded()).isTrue();
    assertThat(marks("ran")).containsExactly("first", "second");
  }

  @Test
  void fullQueueIsToldAndTakesMoreOnceJobsHaveEnded() throws Exception {
    Gate gate = gate("go");
    fillUp(gate);
    int room = fixture().capacity() - fixture().slots();
    List<JobSpec> specs = IntStream.range(0, room + 5).mapToObj(i -> job("j" + i).build()).toList();

    List<SubmitOutcome> outcomes = run().submit(specs);

    assertThat(outcomes.subList(0, room)).allMatch(SubmitOutcome::isAccepted);
    for (SubmitOutcome outcome : outcomes.subList(room, room + 5)) {
      assertRejected(Problem.Kind.QUEUE_FULL, outcome);
      assertThat(outcome.problems()).allMatch(Problem::isTransient);
    }
    assertThatThrownBy(() -> run().submit(specs.get(room)))
        .isInstanceOfSatisfying(
            InvalidJobException.class,
            e -> assertThat(e.retry()).isEqualTo(WorkflowException.Retry.CAN_HELP));
    run().jobs().forEach(JobHandle::cancel);
    awaitIdle(run());
    List<SubmitOutcome> again = run().submit(specs.subList(room, room + 5));
    assertThat(again).allMatch(SubmitOutcome::isAccepted);
    awaitIdle(run());
    assertThat(again).allMatch(it -> it.orElseThrow().resultNow().orElseThrow().succeeded());
  }

  @Test
  void submitWaitsForNoRoom() throws Exception {
    fillUp(gate("go"));

    JobHandle later = patience().promptly("submit", () -> submit(job("later")));

    assertThat(later.status().state().isTerminal()).isFalse();
    assertThat(later.resultNow()).isEmpty();
  }

  @Test
  void defaultsOfTheRunAreFilledIn() throws Exception {
    JobDefaults defaults =
        JobDefaults.ofDefaults()
            .withEnvironment(Map.of("OURS", "run", "BOTH", "run"))
            .withResources(Resources.of(0.5));
    WorkflowRun run = start(WorkflowSpec.of("defaults").withDefaults(defaults));

    JobHandle job =
        run.submit(
            job(
                    "job",
                    Step.writeVariable("OURS", path("ours").toString()),
                    Step.writeVariable("BOTH", path("both").toString()))
                .environment("BOTH", "job")
                .build());

    assertThat(await(job).succeeded()).isTrue();
    assertThat(job.spec().resources()).contains(Resources.of(0.5));
    assertThat(job.spec().environment()).containsEntry("OURS", "run").containsEntry("BOTH", "job");
    assertThat(path("ours")).hasContent("run");
    assertThat(path("both")).hasContent("job");
  }

  @Test
  void environmentReachesTheJobAsItIs() throws Exception {
    String value = " a  'b' \"c\" $HOME `ls` \\n \n * ü€𝄞 ";

    await(job("job", Step.writeVariable("V", path("v").toString())).environment("V", value))
        .orElseThrow();

    assertThat(path("v")).content().isEqualTo(value);
  }

  @Test
  void jobsAreFoundAndListedInTheOrderOfAcceptance() throws Exception {
    submitAll(job("z").build(), job("a").build());
    submit(job("m"));

    assertThat(run().jobs()).extracting(job -> job.id().value()).containsExactly("z", "a", "m");
    assertThat(run().job(JobId.of("m")).orElseThrow().spec().id()).isEqualTo(JobId.of("m"));
    assertThat(run().job(JobId.of("none"))).isEmpty();
    awaitIdle(run());
    assertThat(run().jobs()).hasSize(3);
  }

  @Test
  void labelsStayOnJobAndRun() throws Exception {
    WorkflowRun run = start(WorkflowSpec.of("labels").withLabels(Map.of("team", "x y")));

    JobHandle job = run.submit(job("job").label("sample", "7 ü").build());

    assertThat(run.spec().labels()).containsExactly(Map.entry("team", "x y"));
    assertThat(job.spec().labels()).containsExactly(Map.entry("sample", "7 ü"));
    assertThat(await(job).succeeded()).isTrue();
  }
}
