package io.github.lighterman.spi;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant who wrote another one. */
public final class Spelling {
  private Spelling() {}

  /**
   * Returns the known name that is nearest to {@code name}, if one is near: if a third of its
   * letters at most, or two, have to be added, dropped or changed. A name from another convention,
   * as {@code killGrace} or {@code KILL_GRACE}, is not far from {@code kill-grace}.
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    String spelled =
        requireNonNull(name, "name")
            .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(spelled, candidate)))
        .filter(candidate -> distance(spelled, candidate) <= Math.max(2, spelled.length() / 3));
  }

  /** Levenshtein's distance: how many letters to add, drop or change. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
