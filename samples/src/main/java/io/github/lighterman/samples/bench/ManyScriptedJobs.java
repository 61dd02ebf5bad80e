package io.github.lighterman.samples.bench;

import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.testing.InMemoryExecutor;
import io.github.lighterman.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how fast a workflow goes through an executor in memory: every job depends on two earlier
 * ones and goes through all states, at the pace of a clock that stands still. Beside it, in the
 * same round, the JDK goes through the same graph as {@link CompletableFuture}s that do nothing.
 *
 * <p>Prints medians after a warm-up: jobs a second, bytes of a job that has ended, with its spec
 * and its place in the backend's record, the time of a job in comparison with a future, and the
 * exponent of growth from the smallest size to the greatest: 1 is linear. Arguments: the sizes,
 * 1,000 10,000 100,000 unless others are given.
 */
public final class ManyScriptedJobs {
  private static final int ROUNDS = 5;
  private static final int LEAST_JOBS_A_ROUND = 20_000;

  /** Microseconds of one job, of one future, and bytes of one job. */
  private record Round(double job, double future, double bytes) {}

  private ManyScriptedJobs() {}

  /** Runs the benchmark with these sizes. */
  public static void main(String... args) {
    int[] sizes =
        args.length == 0
            ? new int[] {1_000, 10_000, 100_000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    rounds(sizes[sizes.length - 1], 2);
    System.out.printf(
        "%9s %24s %24s %26s%n", "jobs", "jobs a second", "bytes a job", "time of a future, times");
    List<Spread> times = new ArrayList<>();
    for (int size : sizes) {
      List<Round> rounds = rounds(size, ROUNDS);
      List<Double> jobs = rounds.stream().map(Round::job).toList();
      List<Double> futures = rounds.stream().map(Round::future).toList();
      times.add(Spread.of(jobs));
      System.out.printf(
          Locale.ROOT,
          "%,9d %24s %24s %26s%n",
          size,
          Spread.of(jobs.stream().map(time -> 1e6 / time).toList()).text(0),
          Spread.of(rounds.stream().map(Round::bytes).toList()).text(0),
          Spread.ofRatios(jobs, futures).text(1));
    }
    if (sizes.length > 1) {
      double growth = Math.log((double) sizes[sizes.length - 1] / sizes[0]);
      double ratio = times.get(times.size() - 1).median() / times.get(0).median();
      System.out.printf(Locale.ROOT, "exponent of growth: %.2f%n", 1 + Math.log(ratio) / growth);
    }
  }

  private static List<Round> rounds(int size, int count) {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // A small workflow alone would tell of the clock's resolution.
      int repeats = Math.max(1, LEAST_JOBS_A_ROUND / size);
      double jobs = 0;
      double futures = 0;
      double bytes = 0;
      for (int repeat = 0; repeat < repeats; repeat++) {
        futures += futures(size);
        double before = usedHeap();
        List<JobSpec> specs = specs(size);
        ManualClock clock = ManualClock.create();
        try (InMemoryExecutor executor =
                InMemoryExecutor.builder().clock(clock).capacity(size).build();
            WorkflowRun run = executor.start(WorkflowSpec.of("bench"))) {
          long start = System.nanoTime();
          run.submit(specs);
          clock.advance(Duration.ofDays(1));
          jobs += System.nanoTime() - start;
          requireEnded(run, size);
          bytes += usedHeap() - before;
        }
      }
      double all = 1e3 * size * repeats;
      rounds.add(new Round(jobs / all, futures / all, bytes / size / repeats));
    }
    return rounds;
  }

  private static List<JobSpec> specs(int size) {
    List<JobSpec> specs = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      JobSpec.Builder builder = JobSpec.builder(id(i)).command("true");
      if (i > 0) {
        builder.dependsOn(id(i / 2)).dependsOn(id(i / 3));
      }
      specs.add(builder.build());
    }
    return specs;
  }

  private static JobId id(int number) {
    return JobId.of("job-" + number);
  }

  /** Takes the same graph to its end, and returns the nanoseconds that it took. */
  private static double futures(int size) {
    long start = System.nanoTime();
    CompletableFuture<Integer> first = new CompletableFuture<>();
    List<CompletableFuture<Integer>> all = new ArrayList<>(size);
    all.add(first);
    for (int i = 1; i < size; i++) {
      all.add(all.get(i / 2).thenCombine(all.get(i / 3), Math::max));
    }
    first.complete(0);
    all.forEach(CompletableFuture::join);
    return System.nanoTime() - start;
  }

  private static void requireEnded(WorkflowRun run, int size) {
    long succeeded =
        run.jobs().stream()
            .filter(job -> job.resultNow().filter(result -> result.succeeded()).isPresent())
            .count();
    if (succeeded != size) {
      throw new IllegalStateException(succeeded + " of " + size + " jobs succeeded");
    }
  }

  private static double usedHeap() {
    // One collection may leave what only the next one finds to be free.
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
