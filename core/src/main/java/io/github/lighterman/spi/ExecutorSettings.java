package io.github.lighterman.spi;

import io.github.lighterman.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a user set, as text, until a provider's {@link Setting}s give it a type. Immutable. */
public final class ExecutorSettings {
  private final Map<String, String> values;

  private ExecutorSettings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns these settings, under the names that the provider gives them. */
  public static ExecutorSettings of(Map<String, String> values) {
    return new ExecutorSettings(values);
  }

  /**
   * Returns the settings that stand among other properties under {@code lighterman.}, the
   * provider's name and a dot, as {@code lighterman.local.cpus=4}.
   */
  public static ExecutorSettings ofProperties(String provider, Map<String, String> properties) {
    String prefix = "lighterman." + provider + ".";
    Map<String, String> values = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            values.put(key.substring(prefix.length()), value);
          }
        });
    return of(values);
  }

  /**
   * Returns the settings that stand among other environment variables under {@code LIGHTERMAN_} and
   * the provider's name, all in upper case and with {@code _} for a hyphen, as {@code
   * LIGHTERMAN_LOCAL_KILL_GRACE=10s}.
   */
  public static ExecutorSettings ofEnvironment(String provider, Map<String, String> variables) {
    String prefix = "LIGHTERMAN_" + provider.toUpperCase(Locale.ROOT).replace('-', '_').concat("_");
    Map<String, String> values = new TreeMap<>();
    variables.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            String name = key.substring(prefix.length()).toLowerCase(Locale.ROOT);
            values.put(name.replace('_', '-'), value);
          }
        });
    return of(values);
  }

  /** Returns these settings and those of {@code other}, which win. */
  public ExecutorSettings with(ExecutorSettings other) {
    Map<String, String> all = new TreeMap<>(values);
    all.putAll(other.values);
    return of(all);
  }

  /**
   * Checks every value against the provider's settings.
   *
   * @throws InvalidSettingException if any is unknown or can't be read; the message lists all of
   *     them, and for an unknown one the nearest known
   */
  public void check(String provider, List<Setting<?>> known) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (name, value) ->
                known.stream()
                    .filter(setting -> setting.name().equals(name))
                    .findFirst()
                    .map(setting -> setting.problem(value))
                    .orElseGet(() -> Optional.of(unknown(name, known)))
                    .ifPresent(problems::add));
    if (!problems.isEmpty()) {
      throw new InvalidSettingException(
          "executor '" + provider + "' can't be opened: " + String.join("; ", problems));
    }
  }

  /** Returns the value of a setting, or empty if it's not set. {@link #check} comes first. */
  public <T> Optional<T> get(Setting<T> setting) {
    return Optional.ofNullable(values.get(setting.name())).map(setting.parser());
  }

  /** Returns the names of what is set, and no value. */
  @Override
  public String toString() {
    return "ExecutorSettings" + new TreeMap<>(values).keySet();
  }

  private static String unknown(String name, List<Setting<?>> known) {
    List<String> names = known.stream().map(Setting::name).sorted().toList();
    String nearest =
        Spelling.nearest(name, names)
            .map(candidate -> "; did you mean '" + candidate + "'?")
            .orElse("");
    return "there is no setting '" + name + "'" + nearest + " (known: " + names + ")";
  }
}
