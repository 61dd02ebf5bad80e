package io.github.lighterman.samples.survival;

import io.github.lighterman.RunId;
import io.github.lighterman.azure.AzureAuth;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutor;
import io.github.lighterman.azure.PoolChoice;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Drivers of {@link FourStages} on emulated Azure that die at a request, and others that go on
 * after them. A driver dies by being cut off from both services for good: whatever it still does,
 * nothing of it gets out.
 */
final class AzureCrashes implements AutoCloseable {
  private static final String CONTAINER = "survival";
  private static final String POOL = "pool";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BatchEmulator batch;
  private final SmallNodes nodes = new SmallNodes();
  private final BlobEmulator blobs = BlobEmulator.start();
  private final CutWire wire = new CutWire();
  private final URI batchEndpoint;
  private final URI blobEndpoint;
  private int runs;

  AzureCrashes() throws IOException {
    batch =
        BatchEmulator.builder()
            .allocationTime(Duration.ZERO)
            .bootTime(Duration.ZERO)
            .deletionTime(Duration.ZERO)
            .dedicatedCoreQuota(1_000_000)
            .execution(nodes)
            .start();
    batch.seed(
        """
        {"pools": [{
          "id": "%s", "vmSize": "standard_d8s_v5",
          "virtualMachineConfiguration": {
            "imageReference": {
              "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
            "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
          "targetDedicatedNodes": 2, "taskSlotsPerNode": 8}]}
        """
            .formatted(POOL));
    blobs.createContainer(CONTAINER);
    batchEndpoint = wire.to(batch.endpoint());
    blobEndpoint = wire.to(blobs.endpoint());
  }

  /** Returns the configuration of a driver that gives up at once when it's cut off. */
  AzureBatchConfig config() {
    return AzureBatchConfig.builder()
        .batchEndpoint(batchEndpoint)
        .batchAuth(AzureAuth.sharedKey(batch.accountName(), batch.accountKey()))
        .storageEndpoint(blobEndpoint)
        .storageAuth(AzureAuth.sharedKey(blobs.account(), blobs.key()))
        .container(CONTAINER)
        .pool(PoolChoice.existing(POOL))
        .pollInterval(Duration.ofMillis(20), Duration.ofMillis(100))
        .retryTime(Duration.ZERO)
        .driverLease(Duration.ofSeconds(1))
        .closeGrace(Duration.ofMillis(100))
        .build();
  }

  /** Returns the configuration of the driver that comes after it. */
  AzureBatchConfig nextConfig() {
    return config().toBuilder()
        .retryTime(Duration.ofSeconds(5))
        .closeGrace(Duration.ofSeconds(10))
        .build();
  }

  /**
   * Has a driver die at its request of this number, from 1, and another one go on. Returns what came
   * of it, or nothing if the driver had done all before.
   */
  Optional<Outcome> at(long request, CutWire.Side side)
      throws IOException, InterruptedException {
    FourStages work = work();
    Logbook log = new Logbook(work.directory(), () -> !wire.isCut());
    wire.arm(request, side, () -> {});
    AtomicReference<@Nullable AzureBatchExecutor> opened = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread first =
        new Thread(
            () -> {
              try (AzureBatchExecutor executor = AzureBatchExecutor.open(config())) {
                opened.set(executor);
                new DriverProgram(executor, work, log).run();
              } catch (InterruptedException | RuntimeException e) {
                failure.set(e);
              }
            },
            "survival-driver");
    first.start();
    while (first.isAlive() && !wire.awaitCut(50)) {
      // It's one or the other.
    }
    if (!wire.isCut()) {
      delete(work.directory());
      Throwable wrong = failure.get();
      if (wrong != null) {
        throw new IllegalStateException("a driver that was not cut off failed", wrong);
      }
      return Optional.empty();
    }
    while (first.isAlive()) {
      AzureBatchExecutor executor = opened.get();
      if (executor != null) {
        executor.close();
      }
      first.join(20);
    }
    wire.awaitQuiet();
    String place = wire.place().orElse("");
    wire.mend();
    Outcome outcome = goOn(work, "driver cut off " + side.name().toLowerCase(java.util.Locale.ROOT), place);
    if (outcome.isGood()) {
      delete(work.directory());
    }
    return Optional.of(outcome);
  }

  private FourStages work() throws IOException {
    runs++;
    FourStages work =
        new FourStages(
            RunId.of("run-" + runs), Files.createTempDirectory("lighterman-survival-").toRealPath());
    nodes.add(work);
    return work;
  }

  /** Has another driver go on, and returns what came of it all. */
  private Outcome goOn(FourStages work, String fault, String place)
      throws IOException, InterruptedException {
    List<String> lost = new ArrayList<>();
    AtomicReference<Duration> recovery = new AtomicReference<>(PATIENCE);
    AtomicReference<@Nullable AzureBatchExecutor> opened = new AtomicReference<>();
    Thread second =
        new Thread(
            () -> {
              try (AzureBatchExecutor executor = AzureBatchExecutor.open(nextConfig())) {
                opened.set(executor);
                DriverProgram program =
                    new DriverProgram(executor, work, new Logbook(work.directory(), () -> true));
                program.run();
                recovery.set(program.idleAfter());
                lost.addAll(program.wrong());
              } catch (InterruptedException | RuntimeException e) {
                java.io.StringWriter text = new java.io.StringWriter();
                e.printStackTrace(new java.io.PrintWriter(text));
                lost.add("the next driver failed: " + text);
              }
            },
            "survival-next-driver");
    second.start();
    second.join(PATIENCE.toMillis());
    if (second.isAlive()) {
      lost.add("the next driver does not come to an end");
      AzureBatchExecutor executor = opened.get();
      if (executor != null) {
        executor.close();
      }
      second.interrupt();
      second.join();
    }
    lost.addAll(work.missing());
    List<String> left = new ArrayList<>(left(work.id()));
    left.addAll(work.strangers());
    return new Outcome(
        fault,
        place,
        FourStages.JOBS,
        FourStages.JOBS - lost.size(),
        work.doubled(),
        lost,
        left,
        recovery.get());
  }

  private List<String> left(RunId run) {
    List<String> left = new ArrayList<>();
    batch.snapshot().jobs().stream()
        .filter(job -> !job.state().equals("deleting") && job.id().startsWith("lm_" + run + "_"))
        .forEach(job -> left.add("Batch job " + job.id()));
    batch.pools().stream()
        .filter(pool -> !pool.id().equals(POOL) && !pool.state().equals("deleting"))
        .forEach(pool -> left.add("pool " + pool.id()));
    blobs
        .container(CONTAINER)
        .ifPresent(all -> 
                all.blobs().stream()
                    .filter(blob -> !blob.name().contains("/runs/") || blob.name().contains("/" + run + "/"))
                    .forEach(blob -> left.add("blob " + blob.name())));
    return left;
  }

  /** Returns how many requests a driver makes that is not cut off. */
  long requests() throws IOException, InterruptedException {
    at(Long.MAX_VALUE, CutWire.Side.BEFORE);
    return wire.count();
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
    batch.close();
    blobs.close();
  }
}
