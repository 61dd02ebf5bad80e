package io.github.lighterman.testing;

import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.util.List;
import java.util.Optional;

/**
 * Opens {@link InMemoryExecutor} under the name {@code in-memory}, in real time and with every job
 * succeeding at once: a dry run of a workflow, without a change to what submits it.
 */
public final class InMemoryExecutorProvider implements WorkflowExecutorProvider {
  static final String NAME = "in-memory";

  private static final Setting<Integer> CAPACITY =
      Setting.integer(
          "capacity", 1, 10_000_000, "How many jobs of a run may be live. Default: 1,000,000");
  private static final Setting<Integer> SLOTS =
      Setting.integer("slots", 1, 10_000_000, "How many jobs run at once. Default: all");

  /** Creates the provider. */
  public InMemoryExecutorProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(CAPACITY, SLOTS);
  }

  @Override
  public WorkflowExecutor open(ExecutorSettings settings) {
    settings.check(name(), settings());
    InMemoryExecutor.Builder builder = InMemoryExecutor.builder();
    settings.get(CAPACITY).ifPresent(builder::capacity);
    settings.get(SLOTS).ifPresent(builder::slots);
    return builder.build();
  }
}
