package io.github.lighterman.nextflow;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.Spot;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutorProvider;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nextflow.util.Duration;
import nextflow.util.MemoryUnit;

/**
 * What the scope {@code lighterman} of a {@code nextflow.config} says: the settings below, and
 * those of the backend. A name may be written as Nextflow's are, {@code killGrace}, or as the
 * backend's are, {@code 'kill-grace'}; a backend's setting may stand in an environment variable as
 * well.
 */
final class PluginSettings {
  private static final Setting<String> BACKEND =
      Setting.text("backend", "Which executor runs the tasks. Default: local");
  private static final Setting<Files> FILES =
      Setting.choice(
          "files",
          Files.class,
          "Whether tasks run in Nextflow's work directory, or their files are brought to them and"
              + " back. Default: shared for local without a container engine, or else staged");
  private static final Setting<SpotUse> SPOT =
      Setting.choice(
          "spot",
          SpotUse.class,
          "Whether tasks run on machines that can be taken away. Default: never");
  private static final Setting<Answer> REQUIRE_MEMORY =
      Setting.choice(
          "require-memory",
          Answer.class,
          "Whether a process without a memory directive is refused. Default: false");
  private static final Pattern HYPHENED = Pattern.compile("-([a-z0-9])");
  private static final List<Setting<?>> OWN = List.of(BACKEND, FILES, SPOT, REQUIRE_MEMORY);

  /** Where a task finds its files. */
  enum Files {
    /** In the work directory itself, which the backend sees under the same path. */
    SHARED,
    /** In a directory of the backend's, to which they are brought, and from which they return. */
    STAGED
  }

  /** Whether tasks run on machines that can be taken away. */
  enum SpotUse {
    NEVER,
    ALLOW,
    REQUIRE
  }

  /** Yes or no. */
  enum Answer {
    TRUE,
    FALSE
  }

  private final WorkflowExecutorProvider provider;
  private final ExecutorSettings own;
  private final Map<String, String> options;

  private PluginSettings(
      WorkflowExecutorProvider provider, ExecutorSettings own, Map<String, String> options) {
    this.provider = provider;
    this.own = own;
    this.options = options;
  }

  /**
   * Reads a scope.
   *
   * @throws InvalidSettingException if a setting is unknown or can't be read
   * @throws WorkflowException if there is no such backend
   */
  static PluginSettings of(Map<?, ?> scope) {
    Map<String, String> all = texts(scope);
    WorkflowExecutorProvider provider = provider(all.getOrDefault(BACKEND.name(), "local"));
    List<Setting<?>> known = new ArrayList<>(OWN);
    known.addAll(provider.settings());
    check(all, known);
    Map<String, String> options = new TreeMap<>(all);
    OWN.forEach(setting -> options.remove(setting.name()));
    return new PluginSettings(provider, ExecutorSettings.of(all), options);
  }

  /** Checks all under names as Nextflow's are. */
  private static void check(Map<String, String> all, List<Setting<?>> known) {
    Map<String, String> values = new TreeMap<>();
    all.forEach((name, value) -> values.put(humped(name), value));
    ExecutorSettings.of(values)
        .check("lighterman", known.stream().<Setting<?>>map(PluginSettings::humped).toList());
  }

  private static <T> Setting<T> humped(Setting<T> setting) {
    return new Setting<>(
        humped(setting.name()),
        setting.type(),
        setting.description(),
        setting.sensitivity(),
        setting.parser());
  }

  private static Map<String, String> texts(Map<?, ?> scope) {
    Map<String, String> all = new TreeMap<>();
    scope.forEach(
        (name, value) -> {
          String before = value == null ? null : all.put(hyphened(name.toString()), text(value));
          if (before != null) {
            throw new InvalidSettingException(
                "lighterman."
                    + name
                    + " is set twice, once as '"
                    + hyphened(name.toString())
                    + "'; leave one out");
          }
        });
    return all;
  }

  private static WorkflowExecutorProvider provider(String backend) {
    try {
      return WorkflowExecutorProvider.named(backend, PluginSettings.class.getClassLoader());
    } catch (WorkflowException e) {
      throw new InvalidSettingException("lighterman.backend: " + e.getMessage());
    }
  }

  /**
   * Reads the scope of a configuration.
   *
   * @throws WorkflowException as {@link #of} does
   */
  static PluginSettings ofConfig(Map<?, ?> config) {
    Object scope = config.get("lighterman");
    if (scope != null && !(scope instanceof Map)) {
      throw new InvalidSettingException(
          "lighterman must be a scope of settings, and not '"
              + scope
              + "'; write lighterman { backend = 'local' }");
    }
    return of(scope == null ? Map.of() : (Map<?, ?>) scope);
  }

  String backend() {
    return provider.name();
  }

  /**
   * Returns the accounts of the backend on Azure.
   *
   * @throws WorkflowException if the backend is another one, or a setting is missing
   */
  AzureBatchConfig azure() {
    if (provider instanceof AzureBatchExecutorProvider azure) {
      return azure.config(all());
    }
    throw new WorkflowException(
        WorkflowException.Retry.IS_USELESS,
        "a path that starts with az:// is in the storage account of backend 'azure-batch', and"
            + " lighterman.backend is '"
            + backend()
            + "'",
        null);
  }

  /** Tells whether files are brought to tasks and back. */
  boolean staged() {
    boolean elsewhere = !backend().equals("local") || options.containsKey("container-engine");
    return own.get(FILES).orElse(elsewhere ? Files.STAGED : Files.SHARED) == Files.STAGED;
  }

  /** Tells whether the user wants tasks that name a container to run without it. */
  boolean ignoresContainers() {
    return "ignore".equals(options.get("images"));
  }

  boolean requiresMemory() {
    return own.get(REQUIRE_MEMORY).orElse(Answer.FALSE) == Answer.TRUE;
  }

  Spot spot() {
    return switch (own.get(SPOT).orElse(SpotUse.NEVER)) {
      case NEVER -> Spot.NEVER;
      case ALLOW -> Spot.ALLOW;
      case REQUIRE -> Spot.REQUIRE;
    };
  }

  /**
   * Opens the backend.
   *
   * @throws WorkflowException if a setting is missing or the backend can't be reached
   */
  WorkflowExecutor open() {
    Optional<String> reason = provider.unavailable();
    if (reason.isPresent()) {
      throw new WorkflowException(WorkflowException.Retry.IS_USELESS, reason.get(), null);
    }
    return provider.open(all());
  }

  private ExecutorSettings all() {
    return ExecutorSettings.ofEnvironment(backend(), System.getenv())
        .with(ExecutorSettings.of(options));
  }

  private static String humped(String name) {
    return HYPHENED.matcher(name).replaceAll(it -> it.group(1).toUpperCase(Locale.ROOT));
  }

  private static String hyphened(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static String text(Object value) {
    if (value instanceof MemoryUnit size) {
      return size.toBytes() + "B";
    }
    if (value instanceof Duration duration) {
      return duration.toMillis() + "ms";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(PluginSettings::text).collect(Collectors.joining(","));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
          .collect(Collectors.joining(","));
    }
    return value.toString();
  }
}
