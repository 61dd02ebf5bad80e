package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DeliveredFile;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskEnd;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What odd ends of tasks, as the service may show them, make of jobs. */
final class ConclusionTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  static final PoolOffer OFFER =
      PoolOffer.of("main", PoolOffer.Machine.of("Standard_D2s_v5", VmSizes.builtIn()), 1);

  private final Rig rig = Rig.scripted(Rig::byName, 1);
  private final AzureMachinery machinery =
      new AzureMachinery(
          rig.config(),
          SdkBatchGateway.open(rig.config()),
          BlobContainer.open(rig.config()),
          List.of(new OfferedPool(OFFER, rig.config().pool())),
          Clock.systemUTC());
  private final WorkflowSpec workflow = WorkflowSpec.of(RunId.of("run"));
  private final RunLayout layout = new RunLayout("", workflow.id(), InputCache.RUN);
  private final Conclusion conclusion =
      new Conclusion(
          machinery,
          layout,
          new RunJobs(
              machinery,
              workflow,
              Optional.empty(),
              RunPools.of(machinery, workflow, List.of()),
              Map.of(1, "main")));

  @AfterEach
  void close() {
    machinery.close();
    rig.close();
  }

  private TaskEnd end(JobSpec.Builder job, TaskView view) throws IOException {
    TrackedTask task =
        new TrackedTask(
            new Submission(workflow.id(), job.build(), 1, NOW, Resources.ofDefaults()),
            new Placement.Choice(OFFER, 1));
    task.send();
    task.arrive(1);
    return conclusion.of(task, view);
  }

  private static TaskView exited(OptionalInt code) {
    return new TaskView(
        "job",
        "job, attempt 1",
        TaskView.State.COMPLETED,
        NOW,
        Optional.empty(),
        Optional.empty(),
        code,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static TaskView failed(OptionalInt exit, String category, String code) {
    return new TaskView(
        "job",
        "job, attempt 1",
        TaskView.State.COMPLETED,
        NOW,
        Optional.of(NOW),
        Optional.of(NOW),
        exit,
        Optional.of(new TaskView.TaskFailure(category, code, "so it is")),
        Optional.empty(),
        List.of());
  }

  @Test
  void taskThatNeitherStartedNorHasACodeIsLostWithItsNode() throws IOException {
    TaskEnd end = end(Rig.any("job"), exited(OptionalInt.empty()));

    assertThat(end.failure().map(JobFailure::kind)).contains(FailureKind.NODE_LOST);
    assertThat(end.usage().wall()).isEmpty();
  }

  @Test
  void exitCodeCountsWithoutTimesAndWithoutAResult() throws IOException {
    TaskEnd end = end(Rig.any("job"), exited(OptionalInt.of(0)));

    assertThat(end.failure()).isEmpty();
    assertThat(end.exitCode()).hasValue(0);
  }

  @Test
  void signalIsWhatAShellMakesOfIt() throws IOException {
    assertThat(end(Rig.any("job"), exited(OptionalInt.of(-9))).exitCode()).hasValue(137);
  }

  @Test
  void codeThatIsNotKnownIsWhoseFaultTheServiceSays() throws IOException {
    TaskEnd user = end(Rig.any("job"), failed(OptionalInt.empty(), "UserError", "New"));
    TaskEnd server = end(Rig.any("job"), failed(OptionalInt.empty(), "servererror", "New"));

    assertThat(user.failure().map(JobFailure::kind)).contains(FailureKind.INVALID_SPEC);
    assertThat(server.failure().map(JobFailure::kind)).contains(FailureKind.NODE_LOST);
    assertThat(server.failure().flatMap(JobFailure::code)).contains("New");
  }

  @Test
  void failedUploadIsForgivenIfTheFilesCanOnlyBeThere() throws IOException {
    TaskView view = failed(OptionalInt.of(0), "UserError", "FileUploadMiscError");
    machinery.container.upload(
        layout.store(Rig.any("job").build().id()) + "out", "x".getBytes(UTF_8));

    TaskEnd none = end(Rig.any("job"), view);
    TaskEnd one = end(Rig.any("job").output(OutputFile.file("out")), view);
    TaskEnd several = end(Rig.any("job").output(OutputFile.glob("o*")), view);
    TaskEnd missing = end(Rig.any("job").output(OutputFile.file("other")), view);

    assertThat(none.failure()).isEmpty();
    assertThat(one.failure()).isEmpty();
    assertThat(one.outputs()).extracting(DeliveredFile::size).containsExactly(1L);
    assertThat(several.failure().map(JobFailure::kind)).contains(FailureKind.STAGE_OUT);
    assertThat(missing.failure().map(JobFailure::kind)).contains(FailureKind.STAGE_OUT);
  }
}
