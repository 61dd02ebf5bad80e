package io.github.lighterman.samples.bench;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The driver of {@link ThrottledFlood}, which its JVM's environment tells of the accounts. */
final class FloodDriver {
  private static final int FEW = 100;
  private static final double MIB = 1 << 20;

  private FloodDriver() {}

  public static void main(String... args) throws Exception {
    int jobs = Integer.parseInt(args[0]);
    AzureBatchConfig config = EmulatedAzure.fromEnvironment(System.getenv()).capacity(jobs).build();
    try (WorkflowExecutor executor = AzureBatchExecutor.open(config);
        WorkflowRun flood = executor.start(WorkflowSpec.of("flood"));
        WorkflowRun few = executor.start(WorkflowSpec.of("few"))) {
      long start = System.nanoTime();
      flood.submit(specs(jobs));
      double submitted = seconds(start);
      few.submit(specs(FEW));
      double cancelled = cancelLast(flood, jobs);
      few.awaitIdle();
      double fewEnded = seconds(start);
      flood.awaitIdle();
      double floodEnded = seconds(start);
      System.out.printf(
          Locale.ROOT,
          "%,d jobs submitted in %.2f s; a job that was not at Batch yet ended %.3f s after its"
              + " cancel%n%d jobs of another run ended after %.1f s, the flood after %.1f s%n"
              + "at most %.0f MiB in the old generation, of a heap of %.0f MiB%n",
          jobs,
          submitted,
          cancelled,
          FEW,
          fewEnded,
          floodEnded,
          keptMib(),
          Runtime.getRuntime().maxMemory() / MIB);
      require(few, FEW, JobState.SUCCEEDED);
      // The cancel of the last one may have come too late.
      require(flood, jobs, JobState.SUCCEEDED, JobState.CANCELLED);
    }
  }

  private static double cancelLast(WorkflowRun run, int jobs) throws Exception {
    JobHandle last = run.job(id(jobs - 1)).orElseThrow();
    long start = System.nanoTime();
    last.cancel();
    last.result().get();
    return seconds(start);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the most that there was in the old generation, with what could have been collected. */
  private static double keptMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().contains("Old"))
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MIB;
  }

  private static void require(WorkflowRun run, int wanted, JobState... states) {
    long ended =
        run.jobs().stream()
            .map(JobHandle::resultNow)
            .flatMap(Optional::stream)
            .filter(result -> List.of(states).contains(result.state()))
            .count();
    if (ended != wanted) {
      throw new IllegalStateException(
          ended + " of " + wanted + " jobs ended as " + List.of(states));
    }
  }

  private static List<JobSpec> specs(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> JobSpec.builder(id(i)).command("true").build())
        .toList();
  }

  private static JobId id(int number) {
    return JobId.of("job-" + number);
  }
}
