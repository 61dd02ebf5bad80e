package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobSpec;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.Trait;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSettingsTest {
  @TempDir Path directory;

  private WorkflowRun start(String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("directory", directory.toString()));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    executor = WorkflowExecutorProvider.open("local", all);
    return executor.start(WorkflowSpec.of("test"));
  }

  private @org.jspecify.annotations.Nullable WorkflowExecutor executor;

  @org.junit.jupiter.api.AfterEach
  void close() {
    if (executor != null) {
      executor.close();
    }
  }

  @Test
  void misspeltNameOfAnExecutorNamesTheNearest() {
    assertThatThrownBy(() -> WorkflowExecutorProvider.open("locl", Map.of()))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("there is no executor 'locl'")
        .hasMessageContaining("(did you mean 'local'?)");
    assertThatThrownBy(() -> WorkflowExecutorProvider.open("mainframe", Map.of()))
        .isInstanceOf(WorkflowException.class)
        .hasMessageNotContaining("did you mean");
  }

  private static JobSpec.Builder job() {
    return JobSpec.builder("job").command("true");
  }

  private static Problem refused(WorkflowRun run, JobSpec.Builder job) {
    List<Problem> problems = run.validate(List.of(job.build()));
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static void assertInvalid(Map<String, String> settings, String... parts) {
    assertThatThrownBy(() -> WorkflowExecutorProvider.open("local", settings))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void directoryIsWhereRunsLie() {
    WorkflowRun run = start("directory", directory.resolve("a b").toString());

    assertThat(directory.resolve("a b").resolve(run.id().value())).isDirectory();
  }

  @Test
  void cpusMemoryAndGpusAreWhatJobsShare() {
    WorkflowRun run = start("cpus", "1.5", "memory", "2GiB", "gpus", "3");
    String all = "1.5 cpus, 2GiB of memory, 3 gpus";

    var resources = Resources.builder();
    assertThat(refused(run, job().resources(resources.cpus(1.6).build())).toString()).contains(all);
    assertThat(run.validate(List.of(job().resources(resources.cpus(1.5).gpus(3).build()).build())))
        .isEmpty();
    assertThat(executor().info().traits()).contains(Trait.GPUS);
  }

  private WorkflowExecutor executor() {
    return Objects.requireNonNull(executor, "executor");
  }

  @Test
  void capacityIsHowManyJobsMayBeLive() {
    WorkflowRun run = start("capacity", "1");

    assertThat(
            run.submit(
                    List.of(
                        JobSpec.builder("1").command("sleep", "1000").build(),
                        JobSpec.builder("2").command("true").build()))
                .get(1)
                .problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.isTransient()).isTrue());
    run.close(ClosePolicy.CLEAN);
  }

  @Test
  void imagesSaysWhatBecomesOfAJobWithAnImage() throws Exception {
    assertThat(refused(start(), job().image("x:1")).toString()).contains("'container-engine'");
    executor().close();
    assertThat(refused(start("images", "refuse"), job().image("x:1")).kind())
        .isEqualTo(Problem.Kind.UNSUPPORTED);
    executor().close();
    WorkflowRun run = start("images", "ignore");
    LocalExecutorExtension.await(run.submit(job().image("x:1").build())).orElseThrow();
    assertInvalid(Map.of("images", "run"), "container engine", "docker or podman");
  }

  @Test
  void containerEngineRunsImagesInItsNetwork() throws Exception {
    Path engine =
        Files.writeString(
            directory.resolve("engine"),
            "#!/bin/sh\nwhile test $# -gt 0; do echo \"$1\"; shift; done\n");
    Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwx------"));
    WorkflowRun run = start("container-engine", engine.toString(), "container-network", "harbour");

    JobHandle job = run.submit(job().image("x:1").build());
    LocalExecutorExtension.await(job).orElseThrow();

    assertThat(executor().info().traits()).contains(Trait.CONTAINERS);
    assertThat(LocalExecutorExtension.log(job).lines())
        .startsWith("run")
        .contains("--network=harbour", "x:1");
  }

  @Test
  void killGraceIsHowLongAProcessHasToEnd() throws Exception {
    JobSpec stubborn =
        JobSpec.builder("job")
            .shell("trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done")
            .build();
    WorkflowRun run = start("kill-grace", "200ms");
    JobHandle job = run.submit(stubborn);
    LocalExecutorExtension.awaitLog(job, "up");

    long begin = System.nanoTime();
    job.cancel();
    var result = LocalExecutorExtension.await(job);

    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(LocalExecutorExtension.log(job)).contains("asked");
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @CsvSource({
    "cpus, many, a number from 0.001 to 10000.0",
    "cpus, 0, a number from",
    "cpus, NaN, a number from",
    "memory, much, a size such as 4GiB",
    "memory, -1, a size such as 4GiB",
    "gpus, 1.5, 'a whole number from 0 to 1,000'",
    "gpus, 1001, 'a whole number from 0 to 1,000'",
    "images, RUN, 'one of refuse, ignore, run'",
    "kill-grace, 10, 'a duration such as 500ms, 10s, 5m or 2h'",
    "capacity, 0, 'a whole number from 1 to 10,000,000'",
    "directory, '\0', a path"
  })
  void valueOfAWrongTypeIsRefused(String name, String value, String type) {
    assertInvalid(Map.of(name, value), "'local'", "'" + name + "' must be " + type, value);
  }

  @Test
  void valuesThatOnlyTheExecutorCanJudgeAreRefusedInTheSameWay() {
    assertInvalid(Map.of("kill-grace", "2h"), "'local'", "kill grace", "0 to 1 hour");
    assertInvalid(Map.of("directory", "/a\nb"), "'local'", "directory", "line break");
  }

  @Test
  void everyMistakeIsToldAtOnceWithTheNearestName() {
    assertInvalid(
        Map.of("cpu", "2", "kill_grace", "1s", "memory", "x", "zzzzzzzzzz", ""),
        "no setting 'cpu'; did you mean 'cpus'?",
        "no setting 'kill_grace'; did you mean 'kill-grace'?",
        "'memory' must be a size",
        "no setting 'zzzzzzzzzz' (known: [capacity, container-engine,");
  }

  @Test
  void settingsComeFromPropertiesAndFromTheEnvironment() {
    ExecutorSettings properties =
        ExecutorSettings.ofProperties(
            "local",
            Map.of(
                "lighterman.local.directory", directory.resolve("properties").toString(),
                "lighterman.local.cpus", "3",
                "lighterman.azure-batch.pool", "x",
                "other", "x"));
    ExecutorSettings environment =
        ExecutorSettings.ofEnvironment(
            "local",
            Map.of(
                "LIGHTERMAN_LOCAL_KILL_GRACE", "1s",
                "LIGHTERMAN_LOCAL_DIRECTORY", directory.resolve("environment").toString(),
                "LIGHTERMAN_RUN", "x",
                "HOME", "x"));

    executor = new LocalExecutorProvider().open(properties.with(environment));
    WorkflowRun run = executor.start(WorkflowSpec.of("test"));

    assertThat(directory.resolve("environment").resolve(run.id().value())).isDirectory();
    assertThat(refused(run, job().resources(Resources.of(4))).toString()).contains("3 cpus");
  }

  @Test
  void everySettingIsDescribed() {
    assertThat(new LocalExecutorProvider().settings())
        .allSatisfy(setting -> assertThat(setting.description()).isNotBlank())
        .extracting(Setting::name)
        .doesNotHaveDuplicates();
  }
}
