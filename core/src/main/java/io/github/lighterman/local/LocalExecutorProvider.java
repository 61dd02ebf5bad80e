package io.github.lighterman.local;

import io.github.lighterman.DataSize;
import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Opens a {@link LocalExecutor} under the name {@code local}. */
public final class LocalExecutorProvider implements WorkflowExecutorProvider {
  private static final Setting<Path> DIRECTORY =
      Setting.path(
          "directory", "Where runs lie. Default: lighterman in $XDG_STATE_HOME or ~/.local/state");
  private static final Setting<Double> CPUS =
      Setting.decimal(
          "cpus", 0.001, 10_000, "How many processors may be used at once. Default: all");
  private static final Setting<DataSize> MEMORY =
      Setting.size("memory", "How much memory may be claimed at once. Default: all");
  private static final Setting<Integer> GPUS =
      Setting.integer("gpus", 0, 1_000, "How many gpus there are. Default: those in /dev");
  private static final Setting<String> ENGINE =
      Setting.text(
          "container-engine",
          "docker or podman, or a path to one. Default: none, and jobs with an image are refused");
  private static final Setting<String> NETWORK =
      Setting.text("container-network", "The network that containers join. Default: the engine's");
  private static final Setting<Images> IMAGES =
      Setting.choice(
          "images",
          Images.class,
          "What is done with a job that has an image. Default: run if an engine is named, or refuse");
  private static final Setting<Duration> KILL_GRACE =
      Setting.duration(
          "kill-grace", "How long a process has to end before it's killed. Default: 10s");
  private static final Setting<Integer> CAPACITY =
      Setting.integer(
          "capacity", 1, 10_000_000, "How many jobs of a run may be live. Default: 1,000,000");

  /** Creates the provider. */
  public LocalExecutorProvider() {}

  @Override
  public String name() {
    return LocalExecutor.NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return Files.isExecutable(Path.of("/bin/sh"))
        ? Optional.empty()
        : Optional.of("this machine has no POSIX shell in /bin/sh");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(DIRECTORY, CPUS, MEMORY, GPUS, ENGINE, NETWORK, IMAGES, KILL_GRACE, CAPACITY);
  }

  @Override
  public WorkflowExecutor open(ExecutorSettings settings) {
    settings.check(name(), settings());
    unavailable()
        .ifPresent(
            reason -> {
              throw new WorkflowException(WorkflowException.Retry.IS_USELESS, reason, null);
            });
    LocalExecutor.Builder builder = LocalExecutor.builder();
    settings.get(DIRECTORY).ifPresent(builder::directory);
    settings.get(CPUS).ifPresent(builder::cpus);
    settings.get(MEMORY).ifPresent(builder::memory);
    settings.get(GPUS).ifPresent(builder::gpus);
    settings.get(ENGINE).ifPresent(builder::containerEngine);
    settings.get(NETWORK).ifPresent(builder::containerNetwork);
    settings.get(IMAGES).ifPresent(builder::images);
    settings.get(CAPACITY).ifPresent(builder::capacity);
    try {
      settings.get(KILL_GRACE).ifPresent(builder::killGrace);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("executor 'local' can't be opened: " + e.getMessage());
    }
  }
}
