package io.github.lighterman.samples.cluster;

import io.github.lighterman.spi.Setting;
import java.time.Duration;

/** Reads lengths of time as settings do. */
final class Times {
  private Times() {}

  /**
   * Returns what the value of an option stands for.
   *
   * @throws IllegalArgumentException if that is no length of time
   */
  static Duration of(String option, String value) {
    try {
      return Setting.duration(option, "").parser().apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option + " '" + value + "' must be a duration such as 500ms, 10s, 5m or 2h", e);
    }
  }
}
