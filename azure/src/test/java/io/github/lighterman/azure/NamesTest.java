package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.SubmitOutcome;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of jobs and runs that Azure would not take, or would take for one another. */
final class NamesTest {
  private static List<String> odd() {
    String derived = TaskNames.task(JobId.of("a.b"));
    return List.of(
        "x".repeat(80),
        "x".repeat(79) + "y",
        "x".repeat(128),
        "x".repeat(46) + "." + "x".repeat(81),
        "a.b",
        "a_b",
        "a-b",
        derived,
        TaskNames.task(JobId.of(derived)),
        "0",
        "00",
        "lm_run_1");
  }

  @Test
  void namesOfTasksAreLegalAndAllDifferent() {
    Set<String> taken = new HashSet<>();
    for (String name : odd()) {
      String task = TaskNames.task(JobId.of(name));
      assertThat(task).matches("[A-Za-z0-9_-]{1,64}");
      assertThat(taken.add(task.toLowerCase(Locale.ROOT))).as(name).isTrue();
    }
  }

  @Test
  void jobsWithOddNamesRunWithWhatBelongsToThem() throws Exception {
    try (Rig rig = Rig.real()) {
      WorkflowRun run = rig.start();
      List<JobSpec> specs =
          odd().stream()
              .map(
                  name ->
                      JobSpec.builder(name)
                          .shell("echo " + name + " | tee out")
                          .output(OutputFile.file("out").to(rig.path("out-of-" + name.hashCode())))
                          .build())
              .toList();

      for (SubmitOutcome outcome : run.submit(specs)) {
        JobHandle job = outcome.orElseThrow();
        assertThat(Rig.await(job)).succeeded().deliveredOutputs("out");
        assertThat(job).printed(job.id() + "\n");
        assertThat(rig.path("out-of-" + job.id().value().hashCode())).hasContent(job.id() + "\n");
      }
      assertThat(run.close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }

  @Test
  void nameThatDiffersByCaseAloneIsRejected() {
    try (Rig rig = Rig.scripted(Rig::byName, 1)) {
      assertThat(
              rig.start()
                  .submit(Stream.of("job.x", "JOB.x").map(name -> Rig.any(name).build()).toList()))
          .extracting(SubmitOutcome::isAccepted)
          .containsExactly(true, false);
    }
  }

  @Test
  void runsOfOneNameInTheSameSecondStayApart() throws Exception {
    try (Rig rig = Rig.scripted(Rig::byName, 2)) {
      AzureBatchExecutor executor = rig.open();
      List<WorkflowRun> runs =
          Stream.generate(() -> executor.start(WorkflowSpec.of("same"))).limit(3).toList();
      for (WorkflowRun run : runs) {
        assertThat(Rig.await(Rig.submit(run, Rig.any("job")))).succeeded();
      }
      assertThat(rig.jobs()).hasSize(3);

      assertThat(runs.get(0).close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(Rig.await(Rig.submit(runs.get(1), Rig.any("more")))).succeeded();
      assertThat(runs.get(1).close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(runs.get(2).close(ClosePolicy.CLEAN)).leftNothing();
      assertThat(rig.leftovers()).isEmpty();
    }
  }
}
