package io.github.lighterman.nextflow;

import io.github.lighterman.DataSize;
import io.github.lighterman.Resources;
import io.github.lighterman.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nextflow.executor.res.AcceleratorResource;
import nextflow.processor.TaskConfig;
import nextflow.util.MemoryUnit;

/**
 * What a process's directives ask for. {@code queue} and {@code machineType} become hints to the
 * backend, which names its pools and machines itself; one that has none passes them over.
 */
final class TaskResources {
  private final TaskConfig config;

  TaskResources(TaskConfig config) {
    this.config = config;
  }

  /**
   * Returns what the task needs of a machine of the backend. Its disk is none of the backend's
   * business if it runs in Nextflow's work directory.
   */
  Resources of(PluginSettings settings) {
    Resources.Builder resources =
        Resources.builder()
            .cpus(config.getCpus())
            .spot(settings.spot())
            .hints(hints(settings.backend()))
            .gpus(gpus());
    size(config.getMemory()).ifPresent(resources::memory);
    if (settings.staged()) {
      size(config.getDisk()).ifPresent(resources::disk);
    }
    return resources.build();
  }

  /** Returns how long it may run; no time at all is no limit, as for Nextflow itself. */
  Timeouts timeouts() {
    nextflow.util.Duration time = config.getTime();
    return time == null || time.toMillis() == 0
        ? Timeouts.none()
        : Timeouts.ofRun(Duration.ofMillis(time.toMillis()));
  }

  private int gpus() {
    AcceleratorResource accelerator = config.getAccelerator();
    if (accelerator == null) {
      return 0;
    }
    Integer limit = accelerator.getLimit();
    return limit == null ? accelerator.getRequest() : limit;
  }

  private Map<String, String> hints(String backend) {
    Map<String, String> hints = new HashMap<>();
    Object queue = config.get("queue");
    if (queue != null) {
      hints.put(backend + ".pool", queue.toString());
    }
    if (config.getMachineType() != null) {
      hints.put(backend + ".vm-size", config.getMachineType());
    }
    return hints;
  }

  private static Optional<DataSize> size(MemoryUnit size) {
    return Optional.ofNullable(size).map(given -> DataSize.ofBytes(given.toBytes()));
  }
}
