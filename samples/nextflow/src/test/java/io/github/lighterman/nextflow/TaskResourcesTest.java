package io.github.lighterman.nextflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.DataSize;
import io.github.lighterman.Resources;
import io.github.lighterman.Spot;
import io.github.lighterman.Timeouts;
import java.time.Duration;
import java.util.Map;
import nextflow.processor.TaskConfig;
import org.junit.jupiter.api.Test;

class TaskResourcesTest {
  @Test
  void directivesBecomeResourcesAndHints() {
    TaskConfig config =
        new TaskConfig(
            Map.of(
                "cpus", 3,
                "memory", "2 GB",
                "disk", "10 GB",
                "time", "90 min",
                "accelerator", 2,
                "machineType", "Standard_NC24",
                "queue", "gpus"));

    PluginSettings azure = PluginSettings.of(Map.of("backend", "azure-batch", "spot", "allow"));
    Resources resources = new TaskResources(config).of(azure);

    assertThat(resources)
        .isEqualTo(
            Resources.builder()
                .cpus(3)
                .memory(DataSize.ofGibibytes(2))
                .disk(DataSize.ofGibibytes(10))
                .gpus(2)
                .spot(Spot.ALLOW)
                .hints(Map.of("azure-batch.pool", "gpus", "azure-batch.vm-size", "Standard_NC24"))
                .build());
    assertThat(new TaskResources(config).timeouts())
        .isEqualTo(Timeouts.ofRun(Duration.ofMinutes(90)));
  }

  @Test
  void processWithoutDirectivesAsksForOneCpuAndNothingElse() {
    TaskResources resources = new TaskResources(new TaskConfig());

    assertThat(resources.of(PluginSettings.of(Map.of()))).isEqualTo(Resources.of(1));
    assertThat(resources.timeouts()).isEqualTo(Timeouts.none());
  }

  @Test
  void diskOfATaskInNextflowsOwnDirectoryIsNotTheBackends() {
    TaskResources resources = new TaskResources(new TaskConfig(Map.of("disk", "900 TB")));

    assertThat(resources.of(PluginSettings.of(Map.of())).disk()).isEmpty();
    assertThat(resources.of(PluginSettings.of(Map.of("files", "staged"))).disk()).isPresent();
  }

  @Test
  void noTimeAtAllIsNoLimit() {
    TaskResources resources = new TaskResources(new TaskConfig(Map.of("time", "0s")));

    assertThat(resources.timeouts()).isEqualTo(Timeouts.none());
  }
}
