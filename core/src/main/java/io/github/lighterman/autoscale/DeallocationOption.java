package io.github.lighterman.autoscale;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of the tasks on nodes that go. */
public enum DeallocationOption {
  /** They're stopped and run again elsewhere. The default. */
  REQUEUE,
  /** They're stopped for good. */
  TERMINATE,
  /** The nodes wait for them. */
  TASKCOMPLETION,
  /** The nodes wait for them, and until their files needn't be kept any longer. */
  RETAINEDDATA;

  private static final Map<String, DeallocationOption> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toMap(DeallocationOption::toString, option -> option));

  /** Returns the option that is written so, or null if there is none. */
  static @Nullable DeallocationOption of(String word) {
    return BY_WORD.get(word);
  }

  /** Returns it as a formula and the service's results write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
