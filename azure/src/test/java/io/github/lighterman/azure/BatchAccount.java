package io.github.lighterman.azure;

import io.github.lighterman.testing.ManualClock;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchEmulatorBuilder;
import io.github.lighterman.testing.batch.execution.ScriptedExecution;
import io.github.lighterman.testing.batch.execution.TaskFailure;
import io.github.lighterman.testing.batch.execution.TaskOrder;
import io.github.lighterman.testing.batch.execution.TaskOutcome;
import io.github.lighterman.testing.batch.execution.TaskScript;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An emulated account whose time stands still, and a gateway to it. The command {@code hello}
 * prints two lines, {@code fail} exits with 3, {@code endless} never ends, {@code unstarted} can't
 * be started, {@code long} prints 5 MB, {@code spoil} prints a line and exits with 7.
 */
final class BatchAccount implements AutoCloseable {
  static final SupportedImage IMAGE =
      new SupportedImage(
          "microsoft-dsvm",
          "ubuntu-hpc",
          "2404",
          "batch.node.ubuntu 24.04",
          Set.of(),
          Optional.empty());

  final ManualClock clock = ManualClock.create();
  final BatchEmulator emulator;
  final SdkBatchGateway gateway;

  BatchAccount() {
    this(builder -> {}, config -> config);
  }

  BatchAccount(
      Consumer<BatchEmulatorBuilder> settings, UnaryOperator<AzureBatchConfig.Builder> config) {
    BatchEmulatorBuilder builder =
        BatchEmulator.builder()
            .clock(clock)
            .execution(
                ScriptedExecution.builder().time(clock, clock).tasks(BatchAccount::script).build());
    settings.accept(builder);
    emulator = builder.start();
    gateway = open(config);
  }

  /** Returns another gateway. */
  SdkBatchGateway open(UnaryOperator<AzureBatchConfig.Builder> config) {
    return SdkBatchGateway.open(
        config
            .apply(
                config(emulator.endpoint())
                    .batchAuth(AzureAuth.sharedKey(emulator.accountName(), emulator.accountKey())))
            .build());
  }

  /** Returns what every configuration needs, with a key that fits no account. */
  static AzureBatchConfig.Builder config(URI endpoint) {
    return AzureBatchConfig.builder()
        .batchEndpoint(endpoint)
        .batchAuth(AzureAuth.sharedKey("lighterman", "bm8ga2V5"))
        .storageEndpoint(URI.create("http://127.0.0.1:1"))
        .storageAuth(AzureAuth.sas("sig=none"))
        .container("jobs")
        .pool(PoolChoice.existing("p"))
        .retryTime(Duration.ofSeconds(20));
  }

  void advance(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  /** Adds a pool of one node and waits until that can be used. */
  void addPool(String id) throws BatchException {
    gateway.addPool(pool(id, PoolSpec.of("Standard_D2s_v5", 1).withSlotsPerNode(4)));
    advance(10);
  }

  void addJob(String id) throws BatchException {
    gateway.addJob(job(id));
  }

  /** Adds tasks, each with its command line for an id, and waits until they run or have ended. */
  void addTasks(String jobId, String... commandLines) throws BatchException {
    gateway.addTasks(jobId, List.of(commandLines).stream().map(each -> task(each, each)).toList());
    advance(0);
  }

  static BatchPool pool(String id, PoolSpec spec) {
    return pool(id, spec, List.of());
  }

  /** Returns such a pool, whose jobs are known to use these images. */
  static BatchPool pool(String id, PoolSpec spec, List<String> images) {
    return new BatchPool(
        id,
        "Pool " + id,
        spec,
        new BatchPool.Made(
            IMAGE.named("latest"), spec.slotsPerNode().orElse(1), images, PoolSecrets.none()),
        spec.scale(),
        Map.of("farm", id));
  }

  static BatchJob job(String id) {
    return new BatchJob(
        id, "Job " + id, "p", Optional.empty(), Optional.empty(), Map.of("run", id));
  }

  static BatchTask task(String id, String commandLine) {
    return new BatchTask(
        id,
        "Task " + id,
        commandLine,
        Map.of(),
        Optional.empty(),
        new BatchTask.Files(List.of(), List.of()),
        new BatchTask.Demand(1, Optional.empty(), Duration.ofDays(1), Elevation.NON_ADMIN),
        List.of());
  }

  @Override
  public void close() {
    gateway.close();
    emulator.close();
  }

  private static TaskScript script(TaskOrder order) {
    return switch (order.work().commandLine()) {
      case "hello" -> TaskScript.succeed().printing("hello\nworld\n");
      case "fail" -> TaskScript.exit(3);
      case "endless" -> TaskScript.succeed().after(Duration.ofDays(100));
      case "unstarted" ->
          TaskScript.end(
              TaskOutcome.notStarted(
                  TaskFailure.ofUser(
                      "BlobNotFound",
                      "A file is missing",
                      new TaskFailure.Detail("Url", "https://me.example/c/b?sig=SECRET"))));
      case "spoil" -> TaskScript.exit(7).printing("no disk\n");
      case "long" -> TaskScript.succeed().printing("0123456789".repeat(500_000));
      default -> TaskScript.succeed();
    };
  }
}
