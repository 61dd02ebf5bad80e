package io.github.lighterman.azure;

import io.github.lighterman.spi.ExecutorSettings;
import java.util.Map;
import java.util.Optional;

/**
 * Where the values of {@link AccountSetting}s come from: settings, or else variables. Immutable.
 */
final class SettingOrigins {
  private final ExecutorSettings settings;
  private final Map<String, String> variables;

  SettingOrigins(ExecutorSettings settings, Map<String, String> variables) {
    this.settings = settings;
    this.variables = Map.copyOf(variables);
  }

  /**
   * A value and where it stands.
   *
   * @param origin such as {@code setting 'batch-key'}, for messages
   */
  record Found(String value, String origin) {
    @Override
    public String toString() {
      return origin;
    }
  }

  /** Returns what is set, or else what a variable says. */
  Optional<Found> any(AccountSetting what) {
    return set(what).or(() -> variable(what));
  }

  /** Returns what is set. */
  Optional<Found> set(AccountSetting what) {
    return settings
        .get(what.setting())
        .map(value -> new Found(value, "setting '" + what.setting().name() + "'"));
  }

  /** Returns what the first of the variables says that says something. */
  Optional<Found> variable(AccountSetting what) {
    for (String name : what.variables()) {
      String value = variables.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        return Optional.of(new Found(value, "variable " + name));
      }
    }
    return Optional.empty();
  }
}
