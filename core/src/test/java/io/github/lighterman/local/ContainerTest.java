package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.LogStream;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Resources;
import io.github.lighterman.RunId;
import io.github.lighterman.SecretRef;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with an image, in real containers. */
class ContainerTest {
  @TempDir static Path engineDirectory;
  private static Optional<ContainerEngineUnderTest> engine = Optional.empty();

  @TempDir Path directory;
  private LocalExecutor executor;
  private WorkflowRun run;

  @BeforeAll
  static void findEngine() throws Exception {
    engine = ContainerEngineUnderTest.find(engineDirectory);
    assumeTrue(
        engine.isPresent(),
        "skipped: no docker or podman that runs a container here, or no static busybox");
  }

  @AfterAll
  static void removeImage() throws Exception {
    if (engine.isPresent()) {
      engine.get().removeImage();
    }
  }

  @BeforeEach
  void open() {
    executor = newExecutor();
    run = executor.start(WorkflowSpec.of("test"));
  }

  @AfterEach
  void close() {
    run.close(ClosePolicy.CLEAN);
    executor.close();
  }

  private LocalExecutor newExecutor() {
    return LocalExecutor.builder()
        .directory(directory.resolve("runs"))
        .containerEngine(engine.orElseThrow().program())
        .containerNetwork("none")
        .killGrace(Duration.ofSeconds(1))
        .secrets(reference -> "s'e c\nret")
        .build();
  }

  private static JobSpec.Builder job(String id) {
    return JobSpec.builder(id).image(engine.orElseThrow().image());
  }

  private static JobResult await(JobHandle job) throws Exception {
    return job.result().get(60, TimeUnit.SECONDS);
  }

  private static void untilLogged(JobHandle job, String text) {
    while (!job.readLog(LogStream.STDOUT, 1, 0, 1 << 16).text().contains(text)) {
      Thread.onSpinWait();
    }
  }

  private Path sandbox(String task) {
    return directory.resolve("runs").resolve(run.id().value()).resolve("jobs").resolve(task);
  }

  private boolean containerExists(String task) throws Exception {
    return engine.orElseThrow().call("container", "inspect", ContainerEngine.name(sandbox(task)));
  }

  @Test
  void jobRunsInItsImageWithItsFilesEnvironmentAndExitCode() throws Exception {
    Path in = Files.writeString(directory.resolve("in"), "hello");
    Path out = directory.resolve("out");
    JobHandle job =
        run.submit(
            job("a")
                .command(
                    "sh",
                    "-c",
                    "cat in | tr a-z A-Z >out; echo \"$A|$S\"; echo no >&2; exit $1",
                    "x",
                    "4")
                .environment("A", "it's $HOME")
                .secret("S", SecretRef.of("env:S"))
                .input(InputFile.file(in, "in"))
                .output(OutputFile.file("out").to(out).when(OutputFile.Condition.ALWAYS))
                .build());

    JobResult result = await(job);

    assertThat(result.exitCode()).hasValue(4);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.USER_EXIT);
    assertThat(out).hasContent("HELLO");
    assertThat(job.readLog(LogStream.STDOUT, 1, 0, 1000).text())
        .isEqualTo("it's $HOME|s'e c\nret\n");
    assertThat(job.readLog(LogStream.STDERR, 1, 0, 1000).text()).isEqualTo("no\n");
    assertThat(sandbox("a.1").resolve("command")).content().doesNotContain("ret");
    assertThat(containerExists("a.1")).isFalse();
  }

  @Test
  void imageAloneAnswersForWhatItHas() throws Exception {
    JobHandle job = run.submit(job("a").command("java", "-version").build());

    assertThat(await(job).exitCode()).hasValue(127);
    assertThat(await(job).failure().orElseThrow().kind()).isEqualTo(FailureKind.USER_EXIT);
  }

  @Test
  void memoryLimitIsTheContainersAndItsExcessIsOutOfMemory() throws Exception {
    JobHandle job =
        run.submit(
            job("a")
                .shell("x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo $x | head -c 1")
                .resources(Resources.of(1, DataSize.ofMebibytes(32)))
                .build());

    JobResult result = await(job);

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    assertThat(result.failure().orElseThrow().message()).contains("32MiB");
  }

  @Test
  void cancelEndsTheContainer() throws Exception {
    JobHandle job = run.submit(job("a").shell("echo up; sleep 1000").build());
    untilLogged(job, "up");

    job.cancel();

    assertThat(await(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(containerExists("a.1")).isFalse();
  }

  @Test
  void imageThatCantBeHadIsNamed() throws Exception {
    JobHandle job =
        run.submit(JobSpec.builder("a").image("localhost/no-such-image:1").command("true").build());

    JobResult result = await(job);

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.IMAGE);
    assertThat(result.failure().orElseThrow().message()).contains("localhost/no-such-image:1");
  }

  @Test
  void containerOutlivesTheDriverAndIsFollowedByTheNext() throws Exception {
    JobHandle job =
        run.submit(
            job("a").shell("echo up; while ! test -e go; do sleep 0.01; done; exit 6").build());
    untilLogged(job, "up");
    RunId id = run.id();
    executor.close();
    executor = newExecutor();

    run = executor.attach(id);

    job = run.job(JobId.of("a")).orElseThrow();
    assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
    Files.writeString(sandbox("a.1").resolve("work/go"), "");
    assertThat(await(job).exitCode()).hasValue(6);
    assertThat(containerExists("a.1")).isFalse();
  }

  @Test
  void containersAreATrait() {
    assertThat(executor.info().traits()).contains(Trait.CONTAINERS);
  }
}
