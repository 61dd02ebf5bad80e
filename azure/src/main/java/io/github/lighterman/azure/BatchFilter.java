package io.github.lighterman.azure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Returns the nodes in one of these states, or null for all. */
  static @Nullable String inStates(Set<NodeView.State> states) {
    return states.isEmpty()
        ? null
        : states.stream()
            .sorted()
            .map(state -> "state eq '" + state.word() + "'")
            .collect(Collectors.joining(" or "));
  }
}
