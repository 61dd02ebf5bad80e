package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.JobSpec;
import io.github.lighterman.JobState;
import io.github.lighterman.PendingReason;
import io.github.lighterman.RetryPolicy;
import io.github.lighterman.RunId;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.WorkflowSpec;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchEmulatorBuilder;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskScript;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Emulators of a test's own, whose faults strike nobody else, with a pool and a container, and
 * executors that are closed with them.
 */
final class Rig implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Emulators emulators;
  private final Path scratch;
  private final String pool;
  private final AzureBatchConfig config;
  private final SdkBatchGateway gateway;
  private final List<AzureBatchExecutor> executors = new ArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();

  private Rig(Consumer<BatchEmulatorBuilder> settings, int nodes) {
    emulators = Emulators.withBlobEmulator(settings);
    pool = emulators.addPool(nodes);
    config = emulators.config(pool).driverLease(Duration.ofSeconds(1)).build();
    gateway = SdkBatchGateway.open(config);
    try {
      scratch = Files.createTempDirectory("lighterman-rig-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns emulators whose tasks are processes, with a pool of two nodes. */
  static Rig real() {
    return of(settings -> settings.execution(ProcessExecution.create()), 2);
  }

  static Rig of(Consumer<BatchEmulatorBuilder> settings, int nodes) {
    return new Rig(settings, nodes);
  }

  /** Returns emulators whose tasks do what is written for them, and so many nodes. */
  static Rig scripted(Function<TaskOrder, TaskScript> tasks, int nodes) {
    return scripted(tasks, nodes, settings -> {});
  }

  static Rig scripted(
      Function<TaskOrder, TaskScript> tasks, int nodes, Consumer<BatchEmulatorBuilder> settings) {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ScriptedExecution execution =
        ScriptedExecution.builder().time(Clock.systemUTC(), timer).tasks(tasks).build();
    Rig rig =
        new Rig(
            builder -> {
              builder.execution(execution);
              settings.accept(builder);
            },
            nodes);
    rig.ends.add(timer::shutdownNow);
    return rig;
  }

  /** Returns what tasks do whose ids say it: those named {@code hang} never end. */
  static TaskScript byName(TaskOrder order) {
    return id(order).startsWith("hang")
        ? TaskScript.succeed().after(Duration.ofDays(1))
        : id(order).startsWith("fail") ? TaskScript.exit(3) : TaskScript.succeed();
  }

  /** Returns the id of the task that an order is about. */
  static String id(TaskOrder order) {
    return order.place().taskId().orElse("");
  }

  BatchEmulator batch() {
    return emulators.batch();
  }

  BlobEmulator blobs() {
    return emulators.blobs();
  }

  /** Returns what somebody else has to do with the account. */
  SdkBatchGateway gateway() {
    return gateway;
  }

  String pool() {
    return pool;
  }

  AzureBatchConfig config() {
    return config;
  }

  /** Returns a file that is there for this test alone. */
  Path path(String name) {
    return scratch.resolve(name);
  }

  AzureBatchExecutor open() {
    return open(builder -> builder);
  }

  AzureBatchExecutor open(UnaryOperator<AzureBatchConfig.Builder> change) {
    return open(change, Clock.systemUTC());
  }

  /** Opens one that goes by this clock. */
  AzureBatchExecutor open(UnaryOperator<AzureBatchConfig.Builder> change, Clock clock) {
    AzureBatchExecutor executor =
        AzureBatchExecutor.open(change.apply(config.toBuilder()).build(), clock);
    executors.add(executor);
    return executor;
  }

  /** Starts a run on an executor of its own. */
  WorkflowRun start() {
    return open().start(WorkflowSpec.of(run()));
  }

  WorkflowRun start(UnaryOperator<AzureBatchConfig.Builder> change) {
    return open(change).start(WorkflowSpec.of(run()));
  }

  /** Returns the id of a run that there never was. */
  RunId run() {
    return RunId.of(emulators.name("run-"));
  }

  /** Returns a job that leaves a line in a file, by which is counted how often it ran. */
  JobSpec.Builder job(String id) {
    return JobSpec.builder(id).shell("echo " + id + " >> '" + path("ran") + "'");
  }

  /** Returns a job whose command matters to nobody, and that is tried once. */
  static JobSpec.Builder any(String id) {
    return JobSpec.builder(id).shell("true").retry(RetryPolicy.none());
  }

  /** Waits until a job is in this state, and returns it. */
  static JobHandle in(JobState state, JobHandle job) throws Exception {
    until(job.id() + " is " + state, () -> job.status().state() == state);
    return job;
  }

  /** Waits until a job is told to wait for this reason, and returns what it's told. */
  static String pending(JobHandle job, PendingReason.Cause cause) throws Exception {
    until(
        job.id() + " waits because of " + cause,
        () -> job.status().pending().filter(it -> it.cause() == cause).isPresent());
    return job.status().pending().orElseThrow().message();
  }

  static JobHandle submit(WorkflowRun run, JobSpec.Builder job) {
    return run.submit(List.of(job.build())).get(0).orElseThrow();
  }

  /** Returns which jobs ran, once for each time that they did. */
  List<String> ran() throws IOException {
    return Files.exists(path("ran")) ? Files.readAllLines(path("ran"), UTF_8) : List.of();
  }

  static JobResult await(JobHandle job) throws Exception {
    return job.result().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until it holds. */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Returns the jobs at Batch, but for those being deleted. */
  List<BatchSnapshot.JobView> jobs() {
    return batch().snapshot().jobs().stream()
        .filter(job -> !job.state().equals("deleting"))
        .toList();
  }

  /** Returns the states of all tasks at Batch, by their ids. */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    jobs().forEach(job -> job.tasks().forEach(task -> states.put(task.id(), task.state())));
    return states;
  }

  /** Returns the names of all that is at Batch or in the container. */
  List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    jobs().forEach(job -> left.add("Batch job " + job.id() + ", " + job.state()));
    batch().snapshot().pools().stream()
        .filter(it -> !it.id().equals(pool) && !it.state().equals("deleting"))
        .forEach(it -> left.add("pool " + it.id()));
    left.addAll(blobNames());
    return left;
  }

  List<String> blobNames() throws IOException {
    try (BlobContainer container = BlobContainer.open(config)) {
      return container.list("").stream().map(StagedFile::path).map(Object::toString).toList();
    }
  }

  void upload(String blob, String text) throws IOException {
    try (BlobContainer container = BlobContainer.open(config)) {
      container.upload(blob, text.getBytes(UTF_8));
    }
  }

  void delete(String blob) throws IOException {
    try (BlobContainer container = BlobContainer.open(config)) {
      container.delete(blob);
    }
  }

  /** Closes all, the executors as if their process had ended. */
  @Override
  public void close() {
    executors.forEach(AzureBatchExecutor::halt);
    gateway.close();
    emulators.close();
    ends.forEach(Runnable::run);
    try (Stream<Path> files = Files.walk(scratch)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
