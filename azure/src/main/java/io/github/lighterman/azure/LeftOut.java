package io.github.lighterman.azure;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The pools that jobs don't go to for a while, by name. Safe for use by several threads. */
final class LeftOut {
  private final Map<String, Long> until = new ConcurrentHashMap<>();

  /** Leaves a pool out for so long from now on. */
  void add(String pool, Duration pause) {
    until.put(pool, System.nanoTime() + pause.toNanos());
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
    long now = System.nanoTime();
    until.values().removeIf(end -> end - now < 0);
    return new HashSet<>(until.keySet());
  }
}
