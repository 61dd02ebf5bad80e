package io.github.lighterman.azure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Which items of a list are wanted, in the service's language. */
final class BatchFilter {
  private BatchFilter() {}

  /** Returns those whose id starts so, or null for all. */
  static @Nullable String idStartsWith(String prefix) {
    return prefix.isEmpty() ? null : "startswith(id,'" + prefix.replace("'", "''") + "')";
  }

  /**
   * Returns those whose state changed then or later. The time has no offset: the SDK signs a plus
   * sign as if it were a blank.
   */
  static String changedSince(Instant time) {
    return "stateTransitionTime ge DateTime'" + time.truncatedTo(ChronoUnit.MILLIS) + "'";
  }

  /** Returns the nodes that can't run tasks for a fault of theirs. */
  static String broken() {
    return "state eq 'starttaskfailed' or state eq 'unusable'";
  }
}
