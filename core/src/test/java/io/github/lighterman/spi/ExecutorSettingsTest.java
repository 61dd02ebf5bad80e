package io.github.lighterman.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.lighterman.DataSize;
import io.github.lighterman.FailureKind;
import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.WorkflowException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorSettingsTest {
  private static final Setting<Integer> SLOTS = Setting.integer("slots", 1, 1_000, "How many");
  private static final Setting<Double> CPUS = Setting.decimal("cpus", 0.5, 64, "How many");
  private static final Setting<DataSize> MEMORY = Setting.size("memory", "How much");
  private static final Setting<Path> DIRECTORY = Setting.path("directory", "Where");
  private static final Setting<Duration> GRACE = Setting.duration("kill-grace", "How long");
  private static final Setting<FailureKind> KIND =
      Setting.choice("kind", FailureKind.class, "Which");
  private static final Setting<String> KEY = Setting.text("key", "What").secret();
  private static final Setting<Integer> PIN = Setting.integer("pin", 1, 9, "What").secret();
  private static final List<Setting<?>> ALL =
      List.of(SLOTS, CPUS, MEMORY, DIRECTORY, GRACE, KIND, KEY, PIN);

  @Test
  void soundValuesAreReadByTheirType() {
    ExecutorSettings settings =
        ExecutorSettings.of(
            Map.of(
                "slots",
                "1000",
                "cpus",
                "0.5",
                "memory",
                "4GiB",
                "directory",
                "x",
                "kill-grace",
                "500ms",
                "kind",
                "out-of-memory",
                "key",
                ""));

    settings.check("local", ALL);

    assertThat(settings.get(SLOTS)).contains(1000);
    assertThat(settings.get(CPUS)).contains(0.5);
    assertThat(settings.get(MEMORY)).contains(DataSize.ofGibibytes(4));
    assertThat(settings.get(DIRECTORY)).contains(Path.of("x").toAbsolutePath());
    assertThat(settings.get(GRACE)).contains(Duration.ofMillis(500));
    assertThat(settings.get(KIND)).contains(FailureKind.OUT_OF_MEMORY);
    assertThat(settings.get(KEY)).contains("");
    assertThat(settings.get(PIN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "slots, x",
    "slots, 1.5",
    "slots, 0",
    "slots, 1001",
    "slots, 99999999999",
    "slots, ''",
    "cpus, x",
    "cpus, 0.4",
    "cpus, 65",
    "cpus, NaN",
    "cpus, Infinity",
    "memory, x",
    "memory, -1GiB",
    "memory, 99999999PiB",
    "memory, 4 apples",
    "directory, ''",
    "directory, ' '",
    "kill-grace, x",
    "kill-grace, 10",
    "kill-grace, -1s",
    "kill-grace, 3651d",
    "kill-grace, 999999999999d",
    "kill-grace, 9999999999999s",
    "kind, x",
    "kind, OUT_OF_MEMORY"
  })
  void valueOfTheWrongTypeIsRefusedAndTheTypeTold(String name, String value) {
    assertRefused(Map.of(name, value))
        .withMessageContainingAll("executor 'local'", "setting '" + name + "' must be", value);
  }

  @ParameterizedTest
  @CsvSource({
    "slot, slots", "sltos, slots", "Slots, slots", "killGrace, kill-grace",
    "KILL_GRACE, kill-grace", "kill.grace, kill-grace", "memroy, memory", "dir-ectory, directory"
  })
  void misspeltSettingIsRefusedAndTheNearestNamed(String name, String nearest) {
    assertRefused(Map.of(name, "1"))
        .withMessageContaining(
            "there is no setting '" + name + "'; did you mean '" + nearest + "'?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour", "x", ""})
  void unknownSettingIsRefusedAndTheKnownOnesListed(String name) {
    assertRefused(Map.of(name, "1")).withMessageContaining("(known: [cpus, directory, ");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertRefused(Map.of("slots", "x", "cpus", "y", "colour", "red", "memory", "1GiB"))
        .withMessageContainingAll("'slots'", "'cpus'", "'colour'")
        .matches(e -> !e.toString().contains("setting 'memory'"))
        .matches(e -> e.retry() == WorkflowException.Retry.IS_USELESS);
  }

  @Test
  void valueOfASecretOrAnUnknownSettingIsNeverShown() {
    ExecutorSettings settings = ExecutorSettings.of(Map.of("pin", "hunter2", "kye", "hunter3"));

    assertRefused(Map.of("pin", "hunter2", "kye", "hunter3"))
        .matches(e -> !e.toString().contains("hunter"));
    assertThat(settings).hasToString("ExecutorSettings[kye, pin]");
  }

  @Test
  void propertiesOfOtherExecutorsArePassedOver() {
    ExecutorSettings settings =
        ExecutorSettings.ofProperties(
            "local",
            Map.of(
                "lighterman.local.slots", "3",
                "lighterman.azure-batch.slots", "4",
                "lighterman.localx.slots", "5",
                "slots", "6"));

    settings.check("local", ALL);
    assertThat(settings.get(SLOTS)).contains(3);
  }

  @Test
  void environmentIsReadInItsOwnSpelling() {
    ExecutorSettings settings =
        ExecutorSettings.ofEnvironment(
            "azure-batch", Map.of("LIGHTERMAN_AZURE_BATCH_KILL_GRACE", "1s", "PATH", "/bin"));

    settings.check("azure-batch", ALL);
    assertThat(settings.get(GRACE)).contains(Duration.ofSeconds(1));
  }

  @Test
  void laterSettingsWin() {
    ExecutorSettings settings =
        ExecutorSettings.of(Map.of("slots", "1", "cpus", "2"))
            .with(ExecutorSettings.of(Map.of("slots", "3")));

    assertThat(settings.get(SLOTS)).contains(3);
    assertThat(settings.get(CPUS)).contains(2.0);
  }

  @Test
  void providerThatIsMissingIsNamedWithItsArtifact() {
    assertThatExceptionOfType(WorkflowException.class)
        .isThrownBy(() -> WorkflowExecutorProvider.open("slurm", Map.of()))
        .withMessageContainingAll("'slurm'", "lighterman-core", "lighterman-azure");
  }

  private static ThrowableAssertAlternative<InvalidSettingException> assertRefused(
      Map<String, String> values) {
    return assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> ExecutorSettings.of(values).check("local", ALL));
  }
}
