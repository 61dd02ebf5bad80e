package io.github.lighterman.testing.batch.state;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The states of a task. */
public enum TaskState {
  /** It waits, for a node or for others. */
  ACTIVE,
  /** A node is being prepared for its job. */
  PREPARING,
  /** It downloads, runs or uploads. */
  RUNNING,
  /** It has ended. */
  COMPLETED;

  private static final Map<TaskState, Set<TaskState>> NEXT =
      Map.of(
          ACTIVE, EnumSet.of(PREPARING, RUNNING, COMPLETED),
          PREPARING, EnumSet.of(RUNNING, ACTIVE, COMPLETED),
          RUNNING, EnumSet.of(ACTIVE, COMPLETED),
          COMPLETED, EnumSet.of(ACTIVE));

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** Returns the service's word. */
  public String wire() {
    return wire;
  }

  boolean canBecome(TaskState next) {
    return NEXT.getOrDefault(this, Set.of()).contains(next);
  }
}
