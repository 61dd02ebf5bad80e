package io.github.lighterman.azure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The pools that jobs don't go to for a while, by name. Safe for use by several threads. */
final class LeftOut {
  private final Map<String, Instant> until = new ConcurrentHashMap<>();
  private final Clock clock;

  LeftOut(Clock clock) {
    this.clock = clock;
  }

  /** Leaves a pool out for so long from now on. */
  void add(String pool, Duration pause) {
    until.put(pool, clock.instant().plus(pause));
  }

  /** Takes a pool in again. */
  void remove(String pool) {
    until.remove(pool);
  }

  /** Returns the pools that are left out just now. */
  Set<String> now() {
    if (until.isEmpty()) {
      return Set.of();
    }
    Instant now = clock.instant();
    until.values().removeIf(end -> !now.isBefore(end));
    return new HashSet<>(until.keySet());
  }
}
