package io.github.lighterman.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Threads of this process, by the start of their names. */
public final class Threads {
  private static final long MOMENT_MILLIS = 5_000;

  private Threads() {}

  public static Set<Thread> named(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .collect(Collectors.toSet());
  }

  /**
   * Returns those that don't end within a moment. An executor has terminated a little before its
   * last thread ends.
   *
   * @param others those that may stay
   */
  public static List<Thread> left(String prefix, Set<Thread> others) throws InterruptedException {
    List<Thread> left = new ArrayList<>();
    for (Thread thread : named(prefix)) {
      if (!others.contains(thread)) {
        thread.join(MOMENT_MILLIS);
        if (thread.isAlive()) {
          left.add(thread);
        }
      }
    }
    return left;
  }
}
