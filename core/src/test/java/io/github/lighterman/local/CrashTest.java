package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.WorkflowRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed with SIGKILL loses nothing, and runs nothing twice. */
class CrashTest {
  @TempDir Path temporary;
  private Path directory;
  private Process driver;
  private LocalExecutor executor;

  @BeforeEach
  void startDriver() throws IOException {
    directory = temporary.resolve("runs");
    driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Driver.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(driver.inputReader().readLine()).isEqualTo("ready");
    executor = LocalExecutor.builder().directory(directory).cpus(1).build();
  }

  @AfterEach
  void close() throws Exception {
    driver.destroyForcibly().waitFor();
    executor.close();
    // Whatever the test left running would outlive it.
    try (LocalExecutor last = LocalExecutor.builder().directory(directory).build()) {
      for (RunId id : last.runs()) {
        assertThat(last.attach(id).close(ClosePolicy.CLEAN).failed()).isEmpty();
      }
    }
  }

  private WorkflowRun attachAfterKill() throws Exception {
    driver.destroyForcibly().waitFor();
    return executor.attach(Driver.RUN);
  }

  private static JobHandle job(WorkflowRun run, String id) {
    return run.job(JobId.of(id)).orElseThrow();
  }

  private static JobResult await(JobHandle job) throws Exception {
    return job.result().get(60, TimeUnit.SECONDS);
  }

  private List<String> starts() throws IOException {
    return Files.readAllLines(directory.resolve("starts"));
  }

  @Test
  void attachSeesTheEndedAsEndedAndTheRunningAsRunningAndFollowsIt() throws Exception {
    WorkflowRun run = attachAfterKill();

    assertThat(job(run, "ended").status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job(run, "ended").readLog(LogStream.STDOUT, 1, 0, 100).text()).isEqualTo("over\n");
    assertThat(job(run, "running").status().state()).isEqualTo(JobState.RUNNING);
    assertThat(job(run, "blocked").status().state()).isEqualTo(JobState.BLOCKED);
    Files.writeString(directory.resolve("go"), "");
    assertThat(await(job(run, "running")).succeeded()).isTrue();
    assertThat(await(job(run, "queued")).succeeded()).isTrue();
    assertThat(await(job(run, "blocked")).succeeded()).isTrue();
    assertThat(job(run, "blocked").readLog(LogStream.STDOUT, 1, 0, 100).text()).isEqualTo("done\n");
    assertThat(starts()).containsExactly("x", "y");
    assertThat(run.close(ClosePolicy.CLEAN).failed()).isEmpty();
  }

  @Test
  void whatEndsWhileNobodyWatchesIsFoundEnded() throws Exception {
    driver.destroyForcibly().waitFor();
    Files.writeString(directory.resolve("go"), "");
    Path status = directory.resolve("crash/jobs/running.1/command");
    while (!Files.readString(status).contains("\nexit ")) {
      Thread.onSpinWait();
    }

    WorkflowRun run = executor.attach(Driver.RUN);

    assertThat(await(job(run, "running")).succeeded()).isTrue();
    assertThat(await(job(run, "running")).attempts()).hasSize(1);
    assertThat(await(job(run, "blocked")).succeeded()).isTrue();
    assertThat(starts()).containsExactly("x", "y");
    run.close(ClosePolicy.CLEAN);
  }

  @Test
  void adoptedJobCanBeCancelled() throws Exception {
    WorkflowRun run = attachAfterKill();

    job(run, "running").cancel();

    assertThat(await(job(run, "running")).state()).isEqualTo(JobState.CANCELLED);
    assertThat(await(job(run, "blocked")).failure().orElseThrow().kind())
        .isEqualTo(FailureKind.UPSTREAM);
    assertThat(await(job(run, "queued")).succeeded()).isTrue();
    run.close(ClosePolicy.CLEAN);
  }

  @Test
  void adoptedJobKeepsItsRoomOnTheMachine() throws Exception {
    WorkflowRun run = attachAfterKill();

    assertThat(job(run, "queued").status().state()).isEqualTo(JobState.QUEUED);
    assertThat(job(run, "queued").status().pending()).isPresent();
    run.close(ClosePolicy.CLEAN);
  }

  @Test
  void attemptWhoseWatcherWasKilledIsNodeLostAndLeavesNoProcess() throws Exception {
    driver.destroyForcibly().waitFor();
    RunnerStatus status = RunnerStatus.read(new Sandbox(directory.resolve("crash/jobs/running.1")));
    ProcessHandle.of(status.runner().getAsLong()).orElseThrow().destroyForcibly();

    WorkflowRun run = executor.attach(Driver.RUN);

    assertThat(await(job(run, "running")).failure().orElseThrow().kind())
        .isEqualTo(FailureKind.NODE_LOST);
    Path sandbox = directory.resolve("crash/jobs/running.1");
    assertThat(new ProcessTree(status.command().getAsLong(), sandbox).alive()).isEmpty();
    run.close(ClosePolicy.CLEAN);
  }

  @Test
  void secondDriverIsRefused() {
    assertThatThrownBy(() -> executor.attach(Driver.RUN))
        .isInstanceOf(RunInUseException.class)
        .hasMessageContaining("crash");
  }

  @Test
  void recordWhoseLastLineWasTornIsReadUpToIt() throws Exception {
    driver.destroyForcibly().waitFor();
    Files.writeString(
        directory.resolve("crash/journal"), "{\"cancel\":\"runn", StandardOpenOption.APPEND);

    WorkflowRun run = executor.attach(Driver.RUN);

    assertThat(job(run, "running").status().state()).isEqualTo(JobState.RUNNING);
    job(run, "queued").cancel();
    run.close(ClosePolicy.DETACH);
    assertThat(job(executor.attach(Driver.RUN), "queued").status().state())
        .isEqualTo(JobState.CANCELLED);
  }
}
