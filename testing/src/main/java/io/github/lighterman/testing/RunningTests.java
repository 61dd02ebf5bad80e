package io.github.lighterman.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tests that run at the same time, from the start of the first to the end of the last, and what
 * the whole JVM had when they began.
 */
final class RunningTests {
  private final List<String> tests = new ArrayList<>();
  private int running;
  private @Nullable Baseline baseline;

  /** Takes a test that begins. */
  synchronized void enter(String test) {
    if (running == 0) {
      tests.clear();
      baseline = Baseline.take();
    }
    running++;
    tests.add(test);
  }

  /**
   * Lets a test end. If it's the last, adds to {@code leaks} what all of them have left and returns
   * their names; returns none otherwise. Those that begin meanwhile wait, so that they are not
   * blamed, nor blame.
   */
  synchronized List<String> leave(AllowedThreads allowed, Duration grace, List<String> leaks)
      throws InterruptedException {
    running--;
    if (running > 0 || baseline == null) {
      return List.of();
    }
    baseline.addLeaks(allowed, grace, leaks);
    baseline = null;
    return List.copyOf(tests);
  }

  /** What there was before. */
  private record Baseline(
      Set<Thread> threads, Set<ProcessHandle> processes, UncaughtExceptions exceptions) {
    static Baseline take() {
      return new Baseline(threadsNow(), processesNow(), UncaughtExceptions.record());
    }

    void addLeaks(AllowedThreads allowed, Duration grace, List<String> leaks)
        throws InterruptedException {
      Grace left = Grace.of(grace);
      try {
        Set<ProcessHandle> started = processesNow();
        started.removeAll(processes);
        for (ProcessHandle process : started) {
          if (!left.ends(process)) {
            leaks.add(LeakText.of(process));
          }
        }
        Set<Thread> alive = threadsNow();
        alive.removeAll(threads);
        for (Thread thread : alive) {
          if (!allowed.allows(thread) && !left.ends(thread)) {
            leaks.add(LeakText.of(thread));
          }
        }
      } finally {
        // Only now, since a thread can also fail while it ends.
        leaks.addAll(exceptions.stop());
      }
    }

    private static Set<Thread> threadsNow() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> !thread.equals(Thread.currentThread()))
          .collect(Collectors.toSet());
    }

    private static Set<ProcessHandle> processesNow() {
      return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }
  }
}
