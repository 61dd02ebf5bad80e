package io.github.lighterman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.InputFile;
import io.github.lighterman.JobSpec;
import io.github.lighterman.OutputFile;
import io.github.lighterman.Problem;
import io.github.lighterman.Resources;
import io.github.lighterman.RunClosedException;
import io.github.lighterman.RunId;
import io.github.lighterman.RunInUseException;
import io.github.lighterman.RunNotFoundException;
import io.github.lighterman.Sources;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRefusalsTest {
  @RegisterExtension
  final LocalExecutorExtension local =
      LocalExecutorExtension.with(
          settings -> settings.cpus(2).memory(DataSize.ofGibibytes(1)).gpus(0));

  private static JobSpec.Builder job() {
    return JobSpec.builder("job").command("true");
  }

  private AbstractStringAssert<?> assertRefused(Problem.Kind kind, JobSpec.Builder job) {
    List<Problem> problems = local.run().validate(List.of(job.build()));
    assertThat(problems).singleElement().extracting(Problem::kind).isEqualTo(kind);
    assertThat(local.run().submit(List.of(job.build())).get(0).problems()).isEqualTo(problems);
    assertThat(local.run().jobs()).isEmpty();
    return assertThat(problems.get(0).toString()).contains("job job");
  }

  private AbstractStringAssert<?> assertRefused(InputFile input) {
    return assertRefused(Problem.Kind.INVALID, job().input(input));
  }

  @Test
  void memoryOfThisMachineIsToldInWholeMebibytes() {
    assertThat(Machine.detect().memory().toString()).matches("\\d+[MGT]iB");
  }

  @Test
  void missingInputIsRefused() {
    Path none = local.path("none");

    assertRefused(InputFile.file(none, "in")).contains(none.toString(), "does not exist");
    assertRefused(InputFile.directory(none, "in")).contains(none.toString(), "does not exist");
    assertRefused(InputFile.glob(none, "*", "in")).contains(none.toString(), "does not exist");
    assertRefused(InputFile.remote(none.toUri(), "in")).contains("does not exist");
  }

  @Test
  void unreadableInputIsRefused() throws IOException {
    Path file = local.write("file", "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "needs a user whom permissions bind");

    assertRefused(InputFile.file(file, "in")).contains(file.toString(), "can't be read");
  }

  @Test
  void directoryInPlaceOfAFileIsRefused() {
    Path directory = local.path("");

    assertRefused(InputFile.file(directory, "in"))
        .contains("is a directory", "InputFile.directory");
    assertRefused(InputFile.remote(directory.toUri(), "in")).contains("is a directory");
    assertRefused(Problem.Kind.INVALID, job().output(OutputFile.file("f").to(directory)))
        .contains(directory.toString(), "is a directory");
    assertRefused(Problem.Kind.INVALID, job().output(OutputFile.file("f").to(directory.toUri())))
        .contains("is a directory");
  }

  @Test
  void fileInPlaceOfADirectoryIsRefused() throws IOException {
    Path file = local.write("file", "x");

    assertRefused(InputFile.directory(file, "in")).contains("is no directory", "InputFile.file");
    assertRefused(InputFile.glob(file, "*", "in")).contains("is no directory");
    assertRefused(Problem.Kind.INVALID, job().output(OutputFile.glob("*").to(file)))
        .contains(file.toString(), "is no directory");
  }

  @Test
  void sourcesOfARunWithoutAnyAreRefused() {
    assertRefused(InputFile.sources("src")).contains("'src'", "WorkflowSpec.withSources");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/x", "relative", "s3://bucket/key?sig=secret"})
  void addressOfAnUnknownKindIsRefused(String address) {
    assertRefused(
            Problem.Kind.UNSUPPORTED, job().input(InputFile.remote(URI.create(address), "in")))
        .contains("file:, http: or https:")
        .doesNotContain("secret");
    assertRefused(
            Problem.Kind.UNSUPPORTED, job().output(OutputFile.file("f").to(URI.create(address))))
        .contains("file:")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:relative", "file://host/x", "file:///x?query", "http:///path"})
  void addressThatLeadsNowhereIsRefused(String address) {
    assertRefused(InputFile.remote(URI.create(address), "in")).contains("Write it as");
    if (address.startsWith("file")) {
      assertRefused(
              Problem.Kind.INVALID, job().output(OutputFile.file("f").to(URI.create(address))))
          .contains("no path", "file:///path");
    }
  }

  @Test
  void resourcesThatThisMachineNeverHasAreRefused() {
    for (Resources.Builder resources :
        List.of(
            Resources.builder().cpus(2.001),
            Resources.builder().memory(DataSize.ofMebibytes(1025)),
            Resources.builder().gpus(1))) {
      assertRefused(Problem.Kind.IMPOSSIBLE_RESOURCES, job().resources(resources.build()))
          .contains("2 cpus", "1GiB", "Ask for less");
    }
    assertRefused(
            Problem.Kind.IMPOSSIBLE_RESOURCES,
            job().resources(Resources.builder().disk(DataSize.ofGibibytes(1_000_000_000)).build()))
        .contains("disk", local.runs().toString(), "'directory'");
  }

  @Test
  void imageWithoutAnEngineIsRefusedWithTheWayOut() {
    assertRefused(Problem.Kind.UNSUPPORTED, job().image("alpine:3"))
        .contains("alpine:3", "'container-engine'", "'images' to ignore");
  }

  @Test
  void imageCanBeIgnored() throws Exception {
    try (LocalExecutor executor =
            LocalExecutor.builder().directory(local.path("2")).images(Images.IGNORE).build();
        WorkflowRun run = executor.start(WorkflowSpec.of("ignore"))) {
      LocalExecutorExtension.await(run.submit(job().image("none:1").build())).orElseThrow();
    }
  }

  @Test
  void argumentsAndVariablesThatTheSystemCannotTakeAreRefused() throws Exception {
    String most = "x".repeat(128 * 1024 - 1);

    assertRefused(Problem.Kind.UNSUPPORTED, JobSpec.builder("job").command("echo", most + "x"))
        .contains("128 KiB", "input file")
        .hasSizeLessThan(300);
    assertRefused(Problem.Kind.UNSUPPORTED, job().environment("V", most.substring(1)))
        .contains("'V'", "128 KiB")
        .hasSizeLessThan(300);
    local
        .await(
            JobSpec.builder("fits")
                .command("sh", "-c", "test ${#0} = 131071 && test ${#V} = 131069", most)
                .environment("V", most.substring(2)))
        .orElseThrow();
  }

  @Test
  void directoryThatCannotBeMadeNamesItsSetting() throws IOException {
    Path file = local.write("file", "x");
    try (LocalExecutor executor =
        LocalExecutor.builder().directory(file.resolve("below")).build()) {
      assertThatThrownBy(() -> executor.start(WorkflowSpec.of("test")))
          .isInstanceOf(WorkflowException.class)
          .hasMessageContainingAll(file.toString(), "'directory'");
    }
  }

  @Test
  void sourcesThatCannotBeTakenLeaveNothing() {
    WorkflowSpec spec = WorkflowSpec.of("test").withSources(Sources.of(local.path("none")));

    assertThatThrownBy(() -> local.executor().start(spec))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining(local.path("none").toString());
    assertThat(local.executor().runs()).containsExactly(local.run().id());
  }

  @Test
  void idOfAKnownJobMeansThatJobOrIsRefused() throws Exception {
    JobSpec spec = JobSpec.builder("job").shell("echo x >>'" + local.path("ran") + "'").build();

    var first = local.run().submit(spec);
    var second = local.run().submit(spec);

    LocalExecutorExtension.await(first);
    LocalExecutorExtension.await(second);
    assertThat(local.path("ran")).hasContent("x\n");
    assertThat(local.run().jobs()).hasSize(1);
    assertThat(local.run().submit(List.of(job().build())).get(0).problems())
        .singleElement()
        .extracting(Problem::kind)
        .isEqualTo(Problem.Kind.CONFLICT);
  }

  @Test
  void closedRunTakesNothing() {
    local.run().close(ClosePolicy.KEEP);

    assertThatThrownBy(() -> local.run().submit(job().build()))
        .isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> local.run().validate(List.of(job().build())))
        .isInstanceOf(RunClosedException.class);
  }

  @Test
  void closedExecutorOpensNothing() {
    LocalExecutor closed = local.open();
    closed.close();
    closed.close();

    assertThatThrownBy(() -> closed.start(WorkflowSpec.of("test")))
        .isInstanceOf(RunClosedException.class);
    assertThatThrownBy(() -> closed.attach(local.run().id()))
        .isInstanceOf(RunClosedException.class);
  }

  @Test
  void runHasOneDriver() {
    RunId id = local.run().id();
    try (LocalExecutor other = local.open()) {
      for (LocalExecutor executor : List.of(local.executor(), other)) {
        assertThatThrownBy(() -> executor.start(WorkflowSpec.of(id)))
            .isInstanceOf(RunInUseException.class)
            .hasMessageContaining(id.value());
        assertThatThrownBy(() -> executor.attach(id))
            .isInstanceOf(RunInUseException.class)
            .hasMessageContaining(id.value());
      }
      local.run().close(ClosePolicy.KEEP);
      assertThatThrownBy(() -> other.start(WorkflowSpec.of(id)))
          .isInstanceOf(RunInUseException.class);
      other.attach(id).close(ClosePolicy.CLEAN);
    }
  }

  @Test
  void unknownRunIsNotFound() {
    assertThatThrownBy(() -> local.executor().attach(RunId.of("none")))
        .isInstanceOf(RunNotFoundException.class)
        .hasMessageContainingAll("none", local.runs().toString());
  }
}
