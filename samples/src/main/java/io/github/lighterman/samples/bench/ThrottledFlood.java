package io.github.lighterman.samples.bench;

import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures what becomes of a driver that gets more jobs than Batch takes: as fast as the caller can
 * submit them, in a JVM of its own with a small heap, with Batch throttled. Meanwhile a second run
 * of the same executor has a few jobs, which must not wait for all of the first, and a job of the
 * flood that is not at Batch yet is cancelled.
 *
 * <p>Arguments: jobs, 100,000 unless given; the heap of the driver's JVM in MiB, 512; how many
 * requests a second Batch takes, 10.
 */
public final class ThrottledFlood {
  private static final int TASKS_AT_ONCE = 1_000;

  private ThrottledFlood() {}

  /**
   * Runs the benchmark.
   *
   * @throws IllegalStateException if the driver failed, whose words are on standard error
   */
  public static void main(String... args) throws Exception {
    int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int mib = args.length > 1 ? Integer.parseInt(args[1]) : 512;
    int aSecond = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    try (EmulatedAzure azure = EmulatedAzure.start(ScriptedExecution.instant(), TASKS_AT_ONCE);
        Throttle throttle = new Throttle(azure.batch().endpoint(), aSecond)) {
      int status = drive(azure, throttle, jobs, mib);
      System.out.printf(
          "Batch took %,d requests and refused %,d%n", throttle.passed(), throttle.refused());
      if (status != 0) {
        throw new IllegalStateException("the driver ended with status " + status);
      }
    }
  }

  private static int drive(EmulatedAzure azure, Throttle throttle, int jobs, int mib)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + mib + "m",
                "-cp",
                System.getProperty("java.class.path"),
                FloodDriver.class.getName(),
                "" + jobs));
    builder.environment().putAll(azure.environment(throttle.endpoint()));
    Process process = builder.inheritIO().start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
