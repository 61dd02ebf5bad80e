package io.github.lighterman.testing.batch.state;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The states of a job. */
public enum JobState {
  /** Its tasks run. */
  ACTIVE,
  /** Its running tasks are being stopped or waited for. */
  DISABLING,
  /** No task of it runs. */
  DISABLED,
  /** It is about to be active again. */
  ENABLING,
  /** Its tasks are being stopped, then nodes are released. */
  TERMINATING,
  /** It takes no tasks any more. */
  COMPLETED,
  /** It goes away. */
  DELETING;

  private static final Map<JobState, Set<JobState>> NEXT =
      Map.of(
          ACTIVE, EnumSet.of(DISABLING, TERMINATING, DELETING),
          DISABLING, EnumSet.of(DISABLED, TERMINATING, DELETING),
          DISABLED, EnumSet.of(ENABLING, TERMINATING, DELETING),
          ENABLING, EnumSet.of(ACTIVE, TERMINATING, DELETING),
          TERMINATING, EnumSet.of(COMPLETED, DELETING),
          COMPLETED, EnumSet.of(DELETING));

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** Returns the service's word. */
  public String wire() {
    return wire;
  }

  boolean canBecome(JobState next) {
    return NEXT.getOrDefault(this, Set.of()).contains(next);
  }

  /** Tells whether a job in this state counts towards the quota. */
  boolean countsAsActive() {
    return this != COMPLETED && this != DELETING;
  }
}
