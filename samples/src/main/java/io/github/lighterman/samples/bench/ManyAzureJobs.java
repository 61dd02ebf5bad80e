package io.github.lighterman.samples.bench;

import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import io.github.lighterman.Attempt;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobId;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.WorkflowListener;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutor;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Measures {@code AzureBatchExecutor} on the emulators, with the defaults of its configuration and
 * every answer of Batch 50 ms late: what it asks of Batch over the life of its jobs, how long it
 * takes to bring them there, and how long to hear of their ends. Beside it, in the same round,
 * Microsoft's SDK alone brings the same tasks there, 100 a call on as many connections, and one a
 * call, of which a sample tells the rest.
 *
 * <p>Then it takes a chain of jobs to its end, which no look at the tasks must delay, and weighs
 * live jobs: what closing the executor gives back, since the emulators are in the same heap.
 *
 * <p>Arguments: the sizes, 100 1,000 10,000 unless others are given. The chain has 50 jobs, or as
 * many as the smallest size, and ten times the greatest size is weighed.
 */
public final class ManyAzureJobs {
  private static final Duration LATE = Duration.ofMillis(50);
  private static final Duration STAGE = Duration.ofMillis(50);
  private static final Duration WHILE = Duration.ofMillis(200);
  private static final int ROUNDS = 3;
  private static final int LONGEST_CHAIN = 50;
  private static final int SAMPLE = 50;

  private final Random random = new Random(1);

  /** What a life of so many jobs showed. */
  private record Life(
      double requests, double calls, double bring, double floor, double oneByOne, Spread ends) {}

  private ManyAzureJobs() {}

  /** Runs the benchmark with these sizes. */
  public static void main(String... args) throws Exception {
    int[] sizes =
        args.length == 0
            ? new int[] {100, 1_000, 10_000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    ManyAzureJobs bench = new ManyAzureJobs();
    bench.life(sizes[sizes.length - 1], new TreeMap<>());
    for (int size : sizes) {
      bench.print(size);
    }
    for (int round = 0; round < ROUNDS; round++) {
      chain(Math.min(LONGEST_CHAIN, sizes[0]));
    }
    heap(10 * sizes[sizes.length - 1]);
  }

  private void print(int size) throws Exception {
    List<Life> lives = new ArrayList<>();
    Map<String, Long> requests = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      lives.add(life(size, requests));
    }
    List<Double> bring = lives.stream().map(Life::bring).toList();
    System.out.printf(
        Locale.ROOT,
        "%,d jobs: %s requests to Batch a job, in all rounds %s%n",
        size,
        Spread.of(lives.stream().map(Life::requests).toList()).text(3),
        requests);
    System.out.printf(
        Locale.ROOT,
        "  brought to Batch in %s s, with %s calls; times the SDK's floor: %s; one a call: %s%n",
        Spread.of(bring).text(2),
        Spread.of(lives.stream().map(Life::calls).toList()).text(0),
        Spread.ofRatios(bring, lives.stream().map(Life::floor).toList()).text(2),
        Spread.ofRatios(bring, lives.stream().map(Life::oneByOne).toList()).text(3));
    System.out.printf(
        Locale.ROOT,
        "  from a task's end to its result: median %s s, last %s s%n",
        Spread.of(lives.stream().map(life -> life.ends().median()).toList()).text(2),
        Spread.of(lives.stream().map(life -> life.ends().most()).toList()).text(2));
  }

  private Life life(int size, Map<String, Long> requests) throws Exception {
    HeldTasks held = new HeldTasks();
    List<TaskAddParameter> some;
    double bring;
    double calls;
    double asked;
    Queue<Double> ends = new ConcurrentLinkedQueue<>();
    AzureBatchConfig config;
    try (EmulatedAzure azure = EmulatedAzure.start(held, size)) {
      azure.delayAnswers(LATE);
      config = azure.config().build();
      try (WorkflowExecutor executor = AzureBatchExecutor.open(config);
          WorkflowRun run = executor.start(WorkflowSpec.of("bench"))) {
        run.addListener(
            new WorkflowListener() {
              @Override
              public void onResult(JobHandle job, JobResult result) {
                Attempt last = result.attempts().get(result.attempts().size() - 1);
                ends.add(Duration.between(last.ended(), Instant.now()).toNanos() / 1e9);
              }
            });
        List<JobSpec> specs = specs(size);
        long start = System.nanoTime();
        run.submit(specs);
        held.awaitStarted(size);
        bring = (System.nanoTime() - start) / 1e9;
        // Ends come at any moment between two looks.
        LockSupport.parkNanos((long) (random.nextDouble() * config.pollInterval().toNanos()));
        held.release();
        run.awaitIdle();
        requireSucceeded(run, size);
        Map<String, Long> counts = azure.batch().requestCounts();
        calls = counts.getOrDefault("Task_AddCollection", 0L);
        asked = counts.values().stream().mapToLong(it -> it).sum();
        counts.forEach((name, count) -> requests.merge(name, count, Long::sum));
        some = BareBatch.of(azure.batch()).someTasks();
      }
    }
    int sample = Math.min(SAMPLE, size);
    double[] bare = bare(size, sample, some, config.parallelRequests());
    return new Life(asked / size, calls, bring, bare[0], bare[1] * size / sample, spread(ends));
  }

  /** Returns the seconds that the SDK takes for all, and for a sample one by one. */
  private static double[] bare(int size, int sample, List<TaskAddParameter> some, int connections)
      throws Exception {
    HeldTasks held = new HeldTasks();
    try (EmulatedAzure azure = EmulatedAzure.start(held, size + sample)) {
      azure.delayAnswers(LATE);
      BareBatch batch = BareBatch.of(azure.batch());
      batch.addJob();
      long start = System.nanoTime();
      batch.addAll(some, size, connections);
      held.awaitStarted(size);
      long all = System.nanoTime();
      batch.addOneByOne(some, sample);
      return new double[] {(all - start) / 1e9, (System.nanoTime() - all) / 1e9};
    }
  }

  private static void chain(int length) throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ScriptedExecution stages =
        ScriptedExecution.builder()
            .time(Clock.systemUTC(), timer)
            .tasks(order -> TaskScript.succeed().after(STAGE))
            .build();
    try (EmulatedAzure azure = EmulatedAzure.start(stages, 1)) {
      azure.delayAnswers(LATE);
      AzureBatchConfig config = azure.config().build();
      try (WorkflowExecutor executor = AzureBatchExecutor.open(config);
          WorkflowRun run = executor.start(WorkflowSpec.of("chain"))) {
        List<JobSpec> specs = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          JobSpec.Builder builder = JobSpec.builder(id(i)).command("true");
          specs.add((i == 0 ? builder : builder.dependsOn(id(i - 1))).build());
        }
        run.submit(specs);
        run.awaitIdle();
        requireSucceeded(run, length);
        List<Attempt> attempts =
            run.jobs().stream()
                .map(job -> job.resultNow().orElseThrow().attempts().get(0))
                .toList();
        List<Double> delays =
            IntStream.range(1, length)
                .mapToObj(
                    i ->
                        Duration.between(
                                    attempts.get(i - 1).ended(),
                                    attempts.get(i).started().orElseThrow())
                                .toNanos()
                            / 1e6)
                .toList();
        System.out.printf(
            Locale.ROOT,
            "chain of %d jobs: %s ms between two, %.4f of a poll interval%n",
            length,
            Spread.of(delays).text(1),
            Spread.of(delays).most() / config.pollInterval().toMillis());
      }
    } finally {
      timer.shutdownNow();
    }
  }

  private static void heap(int size) throws Exception {
    HeldTasks held = new HeldTasks();
    double empty = usedHeap();
    try (EmulatedAzure azure = EmulatedAzure.start(held, size)) {
      double with = withLiveJobs(azure, size);
      double without = usedHeap();
      System.out.printf(
          Locale.ROOT,
          "%,d live jobs: heap %,.0f bytes a job, of which its spec has %,.0f;"
              + " the emulators beside it %,.0f%n",
          size,
          (with - without) / size,
          specBytes(size),
          (without - empty) / size);
    }
  }

  /** Returns the heap in use while so many jobs run; then lets go of them. */
  private static double withLiveJobs(EmulatedAzure azure, int size) {
    try (WorkflowExecutor executor = AzureBatchExecutor.open(azure.config().build());
        WorkflowRun run = executor.start(WorkflowSpec.of("heap"))) {
      run.submit(specs(size));
      while (run.jobs().stream().anyMatch(job -> job.status().state() != JobState.RUNNING)) {
        LockSupport.parkNanos(WHILE.toNanos());
      }
      double used = usedHeap();
      run.close(ClosePolicy.DETACH);
      return used;
    }
  }

  private static double specBytes(int size) {
    double before = usedHeap();
    List<JobSpec> specs = specs(size);
    double after = usedHeap();
    // Also what keeps them in use until here.
    return (after - before) / specs.size();
  }

  private static List<JobSpec> specs(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> JobSpec.builder(id(i)).command("true").build())
        .toList();
  }

  private static JobId id(int number) {
    return JobId.of("job-" + number);
  }

  private static Spread spread(Queue<Double> measured) {
    return Spread.of(
        DoubleStream.of(measured.stream().mapToDouble(it -> it).toArray()).boxed().toList());
  }

  private static void requireSucceeded(WorkflowRun run, int size) {
    long succeeded =
        run.jobs().stream()
            .filter(job -> job.resultNow().filter(JobResult::succeeded).isPresent())
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
