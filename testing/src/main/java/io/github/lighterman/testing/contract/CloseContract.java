package io.github.lighterman.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing a run does what its policy says, says what it did, and leaves nothing else behind. */
public abstract class CloseContract extends ContractTopic {
  /** For subclasses. */
  protected CloseContract() {}

  private JobHandle submitLive() throws Exception {
    JobHandle job = submit(job("live", Step.print("up"), mark("ran", "live"), Step.hang()));
    until("it has begun", () -> path("ran").toFile().exists());
    return job;
  }

  private void assertNothingLeft() throws Exception {
    assertThat(fixture().leftovers()).as("left at the backend").isEmpty();
  }

  private void assertReport(CloseReport report, ClosePolicy policy) {
    assertThat(report.run()).isEqualTo(run().id());
    assertThat(report.policy()).isEqualTo(policy);
    assertThat(report.failed()).isEmpty();
  }

  @Test
  void cleanCancelsWhatIsLiveAndDeletesEverything() throws Exception {
    await(job("good", Step.write("f", "x")).output(OutputFile.file("f"))).orElseThrow();
    await(job("bad", Step.write("f", "x"), Step.exit(1)));
    JobHandle live = submitLive();
    JobHandle blocked = submit(job("blocked").dependsOn(live.id()));

    CloseReport report = closeAs(ClosePolicy.CLEAN, run());

    assertReport(report, ClosePolicy.CLEAN);
    assertThat(report.cancelled()).containsExactlyInAnyOrder(live.id(), blocked.id());
    assertThat(report.detached()).isEmpty();
    assertThat(report.kept()).isEmpty();
    assertThat(report.deleted()).isNotEmpty();
    assertThat(live.resultNow().orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThat(blocked.resultNow().orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertNothingLeft();
  }

  @Test
  void cleanIfSucceededDeletesEverythingIfAllJobsSucceeded() throws Exception {
    await(job("good")).orElseThrow();

    CloseReport report = closeAs(ClosePolicy.CLEAN_IF_SUCCEEDED, run());

    assertReport(report, ClosePolicy.CLEAN_IF_SUCCEEDED);
    assertThat(report.deleted()).isNotEmpty();
    assertThat(report.kept()).isEmpty();
    assertNothingLeft();
  }

  @Test
  void cleanIfSucceededDeletesNothingIfAJobDidNot() throws Exception {
    await(job("good")).orElseThrow();
    JobHandle bad = submit(job("bad", Step.print("why"), Step.exit(1)));
    await(bad);

    CloseReport report = closeAs(ClosePolicy.CLEAN_IF_SUCCEEDED, run());

    assertReport(report, ClosePolicy.CLEAN_IF_SUCCEEDED);
    assertThat(report.deleted()).isEmpty();
    assertThat(report.kept()).isNotEmpty();
    assertThat(log(bad)).isEqualTo("why");
    needs(Trait.ATTACH);
    assertThat(attach(another(), run().id()).jobs()).hasSize(2);
  }

  @Test
  void cleanIfSucceededCancelsWhatIsLiveAndThenKeepsIt() throws Exception {
    JobHandle live = submitLive();

    CloseReport report = closeAs(ClosePolicy.CLEAN_IF_SUCCEEDED, run());

    assertThat(report.cancelled()).containsExactly(live.id());
    assertThat(report.deleted()).isEmpty();
    assertThat(log(live)).isEqualTo("up");
  }

  @Test
  void keepCancelsWhatIsLiveAndDeletesNothing() throws Exception {
    await(job("good")).orElseThrow();
    JobHandle live = submitLive();

    CloseReport report = closeAs(ClosePolicy.KEEP, run());

    assertReport(report, ClosePolicy.KEEP);
    assertThat(report.cancelled()).containsExactly(live.id());
    assertThat(report.deleted()).isEmpty();
    assertThat(report.kept()).isNotEmpty();
    assertThat(live.resultNow().orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    needs(Trait.ATTACH);
    WorkflowRun found = attach(another(), run().id());
    assertThat(found.jobs())
        .extracting(job -> job.status().state())
        .containsExactly(JobState.SUCCEEDED, JobState.CANCELLED);
    assertThat(log(job(found, "live"))).isEqualTo("up");
  }

  @Test
  void detachCancelsNothingAndDeletesNothing() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    JobHandle ended = submit(job("ended"));
    await(ended).orElseThrow();
    JobHandle live = submit(job("live", Step.await(gate)));
    awaitState(live, JobState.RUNNING);

    CloseReport report = closeAs(ClosePolicy.DETACH, run());

    assertReport(report, ClosePolicy.DETACH);
    assertThat(report.cancelled()).isEmpty();
    assertThat(report.detached()).containsExactly(live.id());
    assertThat(report.deleted()).isEmpty();
    assertThat(report.kept()).isNotEmpty();
    JobHandle found = job(attach(another(), run().id()), "live");
    assertThat(found.resultNow()).isEmpty();
    gate.open();
    assertThat(await(found).succeeded()).isTrue();
  }

  @Test
  void closeWithoutAPolicyDoesWhatTheSpecSays() throws Exception {
    WorkflowRun clean = start(WorkflowSpec.of("clean").withClosePolicy(ClosePolicy.CLEAN));
    await(clean.submit(job("bad", Step.exit(1)).build()));
    WorkflowRun keep = start(WorkflowSpec.of("keep").withClosePolicy(ClosePolicy.KEEP));
    for (WorkflowRun each : List.of(clean, keep)) {
      timed(
          "close",
          () -> {
            each.close();
            return each;
          });
    }

    assertThat(clean.close(ClosePolicy.KEEP).policy()).isEqualTo(ClosePolicy.CLEAN);
    assertThat(keep.close(ClosePolicy.CLEAN).policy()).isEqualTo(ClosePolicy.KEEP);
    needs(Trait.ATTACH);
    assertThat(executor().runs()).contains(keep.id()).doesNotContain(clean.id());
  }

  @Test
  void secondCloseDoesNothingAndReturnsTheFirstReport() throws Exception {
    await(job("job", Step.print("x"))).orElseThrow();
    CloseReport first = closeAs(ClosePolicy.KEEP, run());

    CloseReport second = closeAs(ClosePolicy.CLEAN, run());

    assertThat(second).isEqualTo(first);
    assertThat(log(job(run(), "job"))).isEqualTo("x");
  }

  @Test
  void whatWasDeliveredToTheUserStays() throws Exception {
    await(
            job("job", Step.write("f", "x"), Step.write("d/g", "y"))
                .output(OutputFile.file("f").to(path("mine")))
                .output(OutputFile.directory("d").to(path("my/dir"))))
        .orElseThrow();

    assertThat(closeAs(ClosePolicy.CLEAN, run()).failed()).isEmpty();

    assertThat(path("mine")).hasContent("x");
    assertThat(path("my/dir/g")).hasContent("y");
    assertNothingLeft();
  }

  @Test
  void whatAJobWroteElsewhereStays() throws Exception {
    await(job("job", mark("elsewhere", "x"))).orElseThrow();

    closeAs(ClosePolicy.CLEAN, run());

    assertThat(marks("elsewhere")).containsExactly("x");
  }

  @Test
  void closedRunTakesNothingMore() throws Exception {
    closeAs(ClosePolicy.CLEAN, run());

    assertThatThrownBy(() -> submit(job("late"))).isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> run().submit(List.of(job("late").build())))
        .isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> run().validate(List.of(job("late").build())))
        .isInstanceOf(RunClosedException.class);
    assertThat(run().jobs()).isEmpty();
  }

  @Test
  void cancelAfterCloseIsNoError() throws Exception {
    JobHandle live = submitLive();
    closeAs(ClosePolicy.KEEP, run());

    live.cancel();
    run().cancel();

    assertThat(live.status().state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void awaitIdleIsEndedWhenTheRunIsDetachedWithLiveJobs() throws Exception {
    needs(Trait.ATTACH);
    Gate gate = gate("go");
    awaitState(submit(job("live", Step.await(gate))), JobState.RUNNING);
    closeAs(ClosePolicy.DETACH, run());

    assertThatThrownBy(() -> awaitIdle(run())).isInstanceOf(RunClosedException.class);
  }

  @Test
  void closeOfOneRunLeavesTheOthersAlone() throws Exception {
    Gate gate = gate("go");
    JobHandle live = submit(job("live", Step.await(gate)));
    WorkflowRun other = start(WorkflowSpec.of("other"));
    await(other.submit(job("live").build()));

    assertThat(closeAs(ClosePolicy.CLEAN, other).failed()).isEmpty();

    assertThat(live.resultNow()).isEmpty();
    gate.open();
    assertThat(await(live).succeeded()).isTrue();
  }

  @Test
  void emptyRunIsClosedCleanAndLeavesNothing() throws Exception {
    CloseReport report = closeAs(ClosePolicy.CLEAN, run());

    assertReport(report, ClosePolicy.CLEAN);
    assertThat(report.cancelled()).isEmpty();
    assertNothingLeft();
  }

  @Test
  void runIsCleanedByWhoeverAttaches() throws Exception {
    JobHandle live = submitLive();
    WorkflowRun found = attachElsewhere();

    CloseReport report = closeAs(ClosePolicy.CLEAN, found);

    assertThat(report.cancelled()).containsExactly(JobId.of("live"));
    assertThat(report.failed()).isEmpty();
    assertThat(live.id()).isEqualTo(JobId.of("live"));
    assertNothingLeft();
  }
}
