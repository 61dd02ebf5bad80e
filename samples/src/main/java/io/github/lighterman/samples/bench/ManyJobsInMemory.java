package io.github.lighterman.samples.bench;

import io.github.lighterman.JobFailure;
import io.github.lighterman.JobId;
import io.github.lighterman.JobSpec;
import io.github.lighterman.LogChunk;
import io.github.lighterman.LogStream;
import io.github.lighterman.LogUnavailableException;
import io.github.lighterman.RunId;
import io.github.lighterman.spi.JobLifecycle;
import io.github.lighterman.spi.Submission;
import io.github.lighterman.spi.TaskDriver;
import io.github.lighterman.spi.TaskEnd;
import io.github.lighterman.spi.TaskId;
import io.github.lighterman.spi.TaskReport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Measures what it costs to know of a job, without a backend: heap for a live job, time to accept
 * it, time to take it to its end. Every job depends on two earlier ones, and all of them on a first
 * one that ends when told to.
 *
 * <p>Prints medians of several rounds after a warm-up, and for both times the exponent of growth
 * from the smallest size to the greatest: 1 is linear. Arguments: the sizes, 1,000 10,000 100,000
 * unless others are given.
 */
public final class ManyJobsInMemory {
  /** How many jobs a size gets through in all its rounds, as far as the limits allow. */
  private static final int JOBS_PER_SIZE = 500_000;

  private static final int LEAST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 50;

  /** Bytes of one job: of its spec, and of what the lifecycle adds. */
  private record Heap(double spec, double job) {}

  /** Microseconds of one job. */
  private record Time(double accept, double drive) {}

  private ManyJobsInMemory() {}

  /** Runs the benchmark with these sizes. */
  public static void main(String... args) {
    int[] sizes =
        args.length == 0
            ? new int[] {1_000, 10_000, 100_000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    times(sizes[sizes.length - 1]);
    System.out.printf(
        "%9s %22s %22s %24s %24s%n",
        "jobs", "spec, bytes", "live job, bytes", "accept, us a job", "to end, us a job");
    List<Time> medians = new ArrayList<>();
    for (int size : sizes) {
      medians.add(print(size, heaps(size), times(size)));
    }
    if (sizes.length > 1) {
      double growth = Math.log((double) sizes[sizes.length - 1] / sizes[0]);
      Time first = medians.get(0);
      Time last = medians.get(medians.size() - 1);
      System.out.printf(
          Locale.ROOT,
          "exponent of growth: accept %.2f, to end %.2f%n",
          1 + Math.log(last.accept() / first.accept()) / growth,
          1 + Math.log(last.drive() / first.drive()) / growth);
    }
  }

  private static Time print(int size, List<Heap> heaps, List<Time> times) {
    Spread accept = Spread.of(times.stream().map(Time::accept).toList());
    Spread drive = Spread.of(times.stream().map(Time::drive).toList());
    System.out.printf(
        Locale.ROOT,
        "%,9d %22s %22s %24s %24s%n",
        size,
        Spread.of(heaps.stream().map(Heap::spec).toList()).text(0),
        Spread.of(heaps.stream().map(Heap::job).toList()).text(0),
        accept.text(2),
        drive.text(2));
    return new Time(accept.median(), drive.median());
  }

  private static List<Time> times(int size) {
    int rounds = Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, JOBS_PER_SIZE / size));
    return Stream.generate(() -> time(size)).limit(rounds).toList();
  }

  private static List<Heap> heaps(int size) {
    return Stream.generate(() -> heap(size)).limit(LEAST_ROUNDS).toList();
  }

  private static Time time(int size) {
    List<JobSpec> specs = specs(size);
    Started started = new Started();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try {
      JobLifecycle lifecycle = lifecycle(size, timer, started);
      long start = System.nanoTime();
      lifecycle.accept(specs, spec -> List.of());
      long accepted = System.nanoTime();
      drive(lifecycle, started);
      long driven = System.nanoTime();
      requireEnded(lifecycle, size);
      return new Time((accepted - start) / 1e3 / size, (driven - accepted) / 1e3 / size);
    } finally {
      timer.shutdownNow();
    }
  }

  private static Heap heap(int size) {
    Started started = new Started();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try {
      double empty = usedHeap();
      List<JobSpec> specs = specs(size);
      double withSpecs = usedHeap();
      JobLifecycle lifecycle = lifecycle(size, timer, started);
      lifecycle.accept(specs, spec -> List.of());
      double withJobs = usedHeap();
      // Also what keeps both in use until here.
      drive(lifecycle, started);
      requireEnded(lifecycle, specs.size());
      return new Heap((withSpecs - empty) / size, (withJobs - withSpecs) / size);
    } finally {
      timer.shutdownNow();
    }
  }

  private static JobLifecycle lifecycle(
      int capacity, ScheduledExecutorService timer, TaskDriver driver) {
    return new JobLifecycle(
        RunId.of("bench"),
        new JobLifecycle.Setup(
            Clock.systemUTC(), timer, Runnable::run, capacity, JobLifecycle.Dependencies.HELD),
        driver);
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

  private static void drive(JobLifecycle lifecycle, Started started) {
    for (TaskId task = started.tasks.poll(); task != null; task = started.tasks.poll()) {
      Instant now = Instant.now();
      lifecycle.report(TaskReport.of(task, TaskReport.Phase.PREPARING, now));
      lifecycle.report(TaskReport.of(task, TaskReport.Phase.RUNNING, now));
      lifecycle.report(TaskReport.of(task, TaskReport.Phase.FINALIZING, now));
      lifecycle.report(TaskReport.ended(task, now, TaskEnd.exited(0)));
    }
  }

  private static void requireEnded(JobLifecycle lifecycle, int size) {
    long succeeded =
        lifecycle.jobs().stream()
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

  /** Remembers what was started, and does nothing else. */
  private static final class Started implements TaskDriver {
    private final Queue<TaskId> tasks = new ArrayDeque<>();

    @Override
    public void record(List<Submission> accepted) {}

    @Override
    public void recordCancel(JobId job) {}

    @Override
    public void start(Submission submission) {
      tasks.add(submission.task());
    }

    @Override
    public void stop(TaskId task, JobFailure reason) {}

    @Override
    public LogChunk readLog(TaskId task, LogStream stream, long offset, int maxBytes) {
      throw new LogUnavailableException("there are no logs here");
    }
  }
}
