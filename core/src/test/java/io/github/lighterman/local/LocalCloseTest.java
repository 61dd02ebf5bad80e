package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.CloseReport;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.OutputFile;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.WorkflowRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalCloseTest {
  @RegisterExtension final LocalExecutorExtension local = LocalExecutorExtension.ofDefaults();

  private JobHandle submitLive() {
    JobHandle job =
        local.run().submit(JobSpec.builder("live").shell("echo up; exec sleep 1000").build());
    LocalExecutorExtension.awaitLog(job, "up");
    return job;
  }

  private void succeed() throws Exception {
    local.await(JobSpec.builder("good").command("true")).orElseThrow();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void cleanCancelsAndDeletesEverything() throws Exception {
    succeed();
    JobHandle live = submitLive();
    JobHandle blocked =
        local
            .run()
            .submit(JobSpec.builder("blocked").command("true").dependsOn(JobId.of("live")).build());

    CloseReport report = local.run().close(ClosePolicy.CLEAN);

    assertThat(report.cancelled()).containsExactly(live.id(), blocked.id());
    assertThat(report.deleted()).containsExactly(local.runDirectory().toString());
    assertThat(report.detached()).isEmpty();
    assertThat(report.kept()).isEmpty();
    assertThat(report.failed()).isEmpty();
    assertThat(local.runs()).isEmptyDirectory();
    assertThat(live.resultNow().orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThatThrownBy(() -> local.executor().attach(report.run()))
        .isInstanceOf(RunNotFoundException.class);
  }

  @Test
  void cleanIfSucceededDeletesEverythingIfAllJobsSucceeded() throws Exception {
    succeed();

    CloseReport report = local.run().close(ClosePolicy.CLEAN_IF_SUCCEEDED);

    assertThat(report.deleted()).containsExactly(local.runDirectory().toString());
    assertThat(local.runs()).isEmptyDirectory();
  }

  @Test
  void cleanIfSucceededDeletesNothingIfAJobDidNot() throws Exception {
    succeed();
    JobHandle failed = local.run().submit(JobSpec.builder("bad").shell("echo why; false").build());
    LocalExecutorExtension.await(failed);
    submitLive();

    CloseReport report = local.run().close(ClosePolicy.CLEAN_IF_SUCCEEDED);

    assertThat(report.cancelled()).containsExactly(JobId.of("live"));
    assertThat(report.deleted()).isEmpty();
    assertThat(report.kept()).containsExactly(local.runDirectory().toString());
    assertThat(LocalExecutorExtension.log(failed)).isEqualTo("why\n");
  }

  @Test
  void runThatIsKeptIsFoundAgainWithAllItsJobs() throws Exception {
    succeed();
    submitLive();

    CloseReport report = local.run().close(ClosePolicy.KEEP);

    assertThat(report.kept()).containsExactly(local.runDirectory().toString());
    assertThat(local.executor().runs()).containsExactly(report.run());
    WorkflowRun found = local.executor().attach(report.run());
    assertThat(found.jobs())
        .extracting(job -> job.status().state())
        .containsExactly(JobState.SUCCEEDED, JobState.CANCELLED);
    assertThat(LocalExecutorExtension.log(found.jobs().get(1))).isEqualTo("up\n");
    found.awaitIdle();
    assertThat(found.close(ClosePolicy.CLEAN).failed()).isEmpty();
    assertThat(local.runs()).isEmptyDirectory();
  }

  @Test
  void detachedJobsRunOn() throws Exception {
    JobHandle live = submitLive();

    CloseReport report = local.run().close(ClosePolicy.DETACH);

    assertThat(report.detached()).containsExactly(live.id());
    assertThat(report.cancelled()).isEmpty();
    assertThat(report.deleted()).isEmpty();
    assertThat(report.kept()).containsExactly(local.runDirectory().toString());
    assertThatThrownBy(() -> live.result().get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(RunClosedException.class);
    WorkflowRun found = local.executor().attach(report.run());
    assertThat(found.job(live.id()).orElseThrow().status().state()).isEqualTo(JobState.RUNNING);
    assertThat(found.close(ClosePolicy.CLEAN).cancelled()).containsExactly(live.id());
  }

  @Test
  void secondCloseReturnsTheFirstReport() throws Exception {
    succeed();

    CloseReport report = local.run().close(ClosePolicy.KEEP);

    assertThat(local.run().close(ClosePolicy.CLEAN)).isSameAs(report);
    assertThat(local.runDirectory()).isDirectory();
    local.executor().attach(report.run()).close(ClosePolicy.CLEAN);
  }

  @Test
  void whatWasDeliveredToTheUserStays() throws Exception {
    Path out = local.path("out");
    local.await(JobSpec.builder("job").shell("echo x >f").output(OutputFile.file("f").to(out)));

    assertThat(local.run().close(ClosePolicy.CLEAN).failed()).isEmpty();

    assertThat(out).hasContent("x");
  }

  @Test
  void whatAJobMadeUnreadableIsDeleted() throws Exception {
    String script =
        "mkdir -p a/b c d/e; touch a/b/f c/f d/e/f; chmod 000 a/b/f a/b c d/e d; chmod 000 .; ";
    local.await(JobSpec.builder("bad").shell(script + "false"));
    local.await(JobSpec.builder("good").shell(script + "true"));
    assertThat(local.runDirectory().resolve("jobs/good.1/work")).isEmptyDirectory();

    assertThat(local.run().close(ClosePolicy.CLEAN).failed()).isEmpty();

    assertThat(local.runs()).isEmptyDirectory();
  }

  @Test
  void linkThatAJobMadeIsNotFollowed() throws Exception {
    Path outside = local.write("outside/x", "x");
    local.await(JobSpec.builder("bad").shell("ln -s '" + outside.getParent() + "' link; false"));

    assertThat(local.run().close(ClosePolicy.CLEAN).failed()).isEmpty();

    assertThat(outside).hasContent("x");
  }

  @Test
  void whatCannotBeDeletedIsNamedAndALaterCloseTriesAgain() throws Exception {
    local.await(JobSpec.builder("bad").shell("mkdir d; touch d/stuck d/other; false"));
    Path stuck = local.runDirectory().resolve("jobs/bad.1/work/d/stuck");
    assumeTrue(run("chattr", "+i", stuck.toString()), "needs the right to freeze a file");
    CloseReport report;
    try {
      report = local.run().close(ClosePolicy.CLEAN);
    } finally {
      run("chattr", "-i", stuck.toString());
    }

    assertThat(report.failed()).isNotEmpty().first().asString().contains(stuck.toString());
    assertThat(report.deleted()).isEmpty();
    assertThat(stuck.resolveSibling("other")).doesNotExist();
    CloseReport later = local.executor().attach(report.run()).close(ClosePolicy.CLEAN);
    assertThat(later.failed()).isEmpty();
    assertThat(local.runs()).isEmptyDirectory();
  }

  @Test
  void whatIsMountedInTheRunsDirectoryIsNamedAndNotEmptied() throws Exception {
    local.await(JobSpec.builder("bad").shell("mkdir mount; false"));
    Path mount = local.runDirectory().resolve("jobs/bad.1/work/mount");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "none", mount.toString()),
        "needs the right to mount a small file system");
    RunId id = local.run().id();
    try {
      Files.writeString(mount.resolve("precious"), "x");

      CloseReport report = local.run().close(ClosePolicy.CLEAN);

      assertThat(report.failed()).first().asString().contains(mount.toString(), "mounted");
      assertThat(mount.resolve("precious")).hasContent("x");
    } finally {
      run("umount", mount.toString());
    }
    assertThat(local.executor().attach(id).close(ClosePolicy.CLEAN).failed()).isEmpty();
    assertThat(local.runs()).isEmptyDirectory();
  }

  @Test
  void whatIsMountedInTheDirectoryOfAJobThatSucceededIsNotEmptied() throws Exception {
    Path mount = local.runDirectory().resolve("jobs/good.1/work/mount");
    Path go = local.path("go");
    JobHandle job =
        local
            .run()
            .submit(
                JobSpec.builder("good")
                    .shell(
                        "mkdir mount; echo up; while ! test -e '" + go + "'; do sleep 0.01; done")
                    .build());
    LocalExecutorExtension.awaitLog(job, "up");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "none", mount.toString()),
        "needs the right to mount a small file system");
    try {
      Files.writeString(mount.resolve("precious"), "x");
      Files.createFile(go);

      LocalExecutorExtension.await(job).orElseThrow();

      assertThat(mount.resolve("precious")).hasContent("x");
    } finally {
      run("umount", mount.toString());
    }
  }

  @Test
  void closedExecutorLeavesItsRunsToBeFound() {
    RunId id = local.run().id();
    JobHandle live = submitLive();

    local.executor().close();

    assertThat(live.result()).isCompletedExceptionally();
    try (LocalExecutor other = local.open()) {
      WorkflowRun found = other.attach(id);
      assertThat(found.jobs()).extracting(JobHandle::id).containsExactly(live.id());
      assertThat(found.close(ClosePolicy.CLEAN).failed()).isEmpty();
    }
  }
}
