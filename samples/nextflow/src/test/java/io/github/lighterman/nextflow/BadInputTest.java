package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.WorkflowException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import nextflow.exception.AbortOperationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who got something wrong: the thing, the rule and the way out. */
class BadInputTest {
  @TempDir Path directory;

  @Test
  void unknownBackendNamesThoseThatThereAre() {
    assertThatThrownBy(() -> PluginSettings.of(Map.of("backend", "locl")))
        .isInstanceOf(WorkflowException.class)
        .hasMessageStartingWith("lighterman.backend: there is no executor 'locl'")
        .hasMessageContaining("(did you mean 'local'?)")
        .hasMessageContaining("[azure-batch, ");
  }

  @Test
  void misspeltOptionNamesTheNearest() {
    assertThatThrownBy(() -> PluginSettings.of(Map.of("killGraze", "10s")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("'killGraze'; did you mean 'killGrace'?");
    assertThatThrownBy(() -> PluginSettings.of(Map.of("kill-graze", "10s")))
        .hasMessageContaining("'killGraze'; did you mean 'killGrace'?");
    assertThatThrownBy(() -> PluginSettings.of(Map.of("killGrace", "soon")))
        .hasMessageContaining("setting 'killGrace' must be a duration such as");
    assertThatThrownBy(() -> PluginSettings.of(Map.of("flies", "staged")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("'flies'; did you mean 'files'?");
  }

  @Test
  void valueOfTheWrongTypeNamesTheType() {
    assertThatThrownBy(() -> PluginSettings.of(Map.of("files", "copied", "cpus", "many")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("one of shared, staged")
        .hasMessageContaining("a number from 0.001 to 10000.0");
  }

  @Test
  void settingOfTwoSpellingsIsRefused() {
    assertThatThrownBy(() -> PluginSettings.of(Map.of("killGrace", "5s", "kill-grace", "6s")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("is set twice, once as 'kill-grace'; leave one out");
  }

  @Test
  void scopeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PluginSettings.ofConfig(Map.of("lighterman", "local")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("not 'local'; write lighterman { backend = 'local' }");
  }

  @Test
  void settingThatIsNullIsAsGoodAsNone() {
    Map<String, Object> scope = new HashMap<>();
    scope.put("backend", null);
    assertThat(PluginSettings.of(scope).backend()).isEqualTo("local");
  }

  @Test
  void missingCredentialsAreNamedAllAtOnce() {
    PluginSettings settings = PluginSettings.of(Map.of("backend", "azure-batch", "pool", "lea"));
    assertThatThrownBy(settings::open)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("'batch-key' (AZURE_BATCH_ACCESS_KEY)")
        .hasMessageContaining("'storage-key' (AZURE_STORAGE_KEY)");
  }

  @Test
  void workDirectoryThatIsNotOnThisMachineIsRefused() throws Exception {
    URI zip = URI.create("jar:" + directory.resolve("work.zip").toUri());
    try (FileSystem elsewhere = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      PluginSettings settings = PluginSettings.of(Map.of());
      assertThatThrownBy(
              () -> LightermanExecutor.checkWorkDirectory(settings, elsewhere.getPath("/work")))
          .isInstanceOf(AbortOperationException.class)
          .hasMessageContaining("is not on this machine")
          .hasMessageContaining("-work-dir");
    }
  }

  @Test
  void wrongSettingEndsNextflowWithStatusOneAndOneSentence() throws Exception {
    Nextflow.Outcome outcome = run("lighterman { cpu = 2 }");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output().lines())
        .filteredOn(line -> line.contains("there is no setting 'cpu'; did you mean 'cpus'?"))
        .hasSize(1);
  }

  @Test
  void unknownBackendEndsNextflowWithStatusOneAndOneSentence() throws Exception {
    assertEndsWithOneSentence(
        "lighterman.backend = 'locl'",
        "lighterman.backend: there is no executor 'locl' on the class path");
  }

  @Test
  void missingCredentialsEndNextflowWithStatusOneAndOneSentence() throws Exception {
    assertEndsWithOneSentence(
        "lighterman { backend = 'azure-batch'; pool = 'lea' }",
        "executor 'azure-batch' can't be opened: 'batch-endpoint' (AZURE_BATCH_ENDPOINT) must be"
            + " set;");
  }

  @Test
  void workDirectoryInStorageThatTheBackendHasNotEndsNextflowWithStatusOneAndTheWayOut()
      throws Exception {
    assertEndsWithOneSentence(
        "lighterman.backend = 'local'\nworkDir = 'az://elsewhere/work'",
        "a path that starts with az:// is in the storage account of backend 'azure-batch',"
            + " and lighterman.backend is 'local'");
    try (EmulatedAzure azure = new EmulatedAzure()) {
      azure.createContainer("elsewhere");
      assertEndsWithOneSentence(
          azure.config() + "workDir = 'az://elsewhere/work'",
          "the work directory az://elsewhere/work must be in container 'pipeline', which"
              + " lighterman.container names; set it to az://pipeline/work");
    }
  }

  private void assertEndsWithOneSentence(String config, String start) throws Exception {
    Nextflow.Outcome outcome = run(config);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output().lines())
        .as(outcome.output())
        .filteredOn(line -> line.startsWith(start))
        .hasSize(1);
    assertThat(outcome.output()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void containerWithoutAnEngineEndsNextflowWithStatusOneAndTheWayOut() throws Exception {
    Nextflow.Outcome outcome = run("process { container = 'busybox'; errorStrategy = 'retry' }");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output())
        .containsOnlyOnce(
            "Process 'hello' asks for container 'busybox' and no container engine is enabled;"
                + " enable one, as with docker.enabled = true, or run it without the container with"
                + " lighterman.images = 'ignore'");
  }

  @Test
  void processWithoutMemoryWhereItIsRequiredEndsNextflowWithStatusOne() throws Exception {
    Nextflow.Outcome outcome = run("lighterman.requireMemory = true");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output())
        .containsOnlyOnce("Process 'hello' does not say how much memory it takes");
  }

  @Test
  void scriptThatFailsBeforeItsTasksLeavesNothingAtTheBackend() throws Exception {
    Files.writeString(
        directory.resolve("main.nf"),
        "process hello {\n script: 'true'\n}\nworkflow { hello(); error 'no such sample' }\n");
    Nextflow nextflow = new Nextflow(directory);
    Nextflow.Outcome outcome = nextflow.run("process.executor = 'lighterman'", "main.nf");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("no such sample");
    assertThat(nextflow.keptRuns()).isEmpty();
  }

  private Nextflow.Outcome run(String config) throws Exception {
    Files.writeString(
        directory.resolve("main.nf"),
        "process hello {\n script: 'echo hello'\n}\nworkflow { hello() }\n");
    return new Nextflow(directory).run("process.executor = 'lighterman'\n" + config, "main.nf");
  }
}
