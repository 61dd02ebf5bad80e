package io.github.lighterman.azure;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tries something on what chance makes up, the same in each build. {@code -Dlighterman.fuzz=100}
 * tries a hundred times as much; {@code -Dlighterman.fuzz.seed=17} what a failure's message names,
 * alone.
 */
final class Fuzz {
  private static final int TIMES = Integer.getInteger("lighterman.fuzz", 1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Fuzz() {}

  /** One try. Whatever it throws is a failure, and so is that it takes too long. */
  @FunctionalInterface
  interface Trial {
    /** Makes up something and tries it. */
    void run(Random random) throws Exception;
  }

  /** Tries so often, or as often as the system properties say. */
  static void each(int count, Trial trial) throws Exception {
    Long only = Long.getLong("lighterman.fuzz.seed");
    long first = only == null ? 0 : only;
    long end = only == null ? (long) count * TIMES : only + 1;
    for (long seed = first; seed < end; seed++) {
      one(seed, trial);
    }
    if (TIMES > 1) {
      System.out.println(
          "fuzz: "
              + StackWalker.getInstance()
                  .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                  .toStackTraceElement()
              + " tried "
              + (end - first));
    }
  }

  private static void one(long seed, Trial trial) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              trial.run(new Random(seed * 0x9E3779B97F4A7C15L));
              return null;
            });
    Thread thread = new Thread(task, "fuzz-" + seed);
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("with -Dlighterman.fuzz.seed=" + seed, e.getCause());
    } catch (TimeoutException e) {
      AssertionError slow =
          new AssertionError("not within " + LONGEST + " with -Dlighterman.fuzz.seed=" + seed);
      slow.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      throw slow;
    }
  }
}
