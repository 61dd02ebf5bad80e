package io.github.lighterman.azure;

import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchEmulatorBuilder;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An emulated Batch account whose tasks really run, and a storage account beside it. */
final class Emulators implements AutoCloseable {
  /** Where the npm package of Azurite is installed. */
  static final Path AZURITE = Path.of("..", "testing", "azurite");

  private final BatchEmulator batch;
  private final URI storage;
  private final AzureAuth.SharedKey storageKey;
  private final Runnable storageAccount;
  private final Optional<BlobEmulator> blobs;
  private final AtomicInteger names = new AtomicInteger();

  private Emulators(
      BatchEmulator batch, URI storage, AzureAuth.SharedKey storageKey, Runnable storageAccount) {
    this.batch = batch;
    this.storage = storage;
    this.storageKey = storageKey;
    this.storageAccount = storageAccount;
    this.blobs = Optional.empty();
  }

  private Emulators(BatchEmulator batch, BlobEmulator blobs) {
    this.batch = batch;
    this.storage = blobs.endpoint();
    this.storageKey = new AzureAuth.SharedKey(blobs.account(), blobs.key());
    this.storageAccount = blobs::close;
    this.blobs = Optional.of(blobs);
  }

  static Emulators withBlobEmulator() {
    return withBlobEmulator(ProcessExecution.create());
  }

  static Emulators withBlobEmulator(ProcessExecution execution) {
    return withBlobEmulator(settings -> settings.execution(execution));
  }

  static Emulators withBlobEmulator(Consumer<BatchEmulatorBuilder> settings) {
    return new Emulators(batch(settings), BlobEmulator.start());
  }

  static Emulators withAzurite() {
    Azurite azurite = Azurite.start(AZURITE);
    return new Emulators(
        batch(settings -> settings.execution(ProcessExecution.create())),
        azurite.endpoint(),
        new AzureAuth.SharedKey(azurite.account(), azurite.key()),
        azurite::close);
  }

  private static BatchEmulator batch(Consumer<BatchEmulatorBuilder> settings) {
    BatchEmulatorBuilder builder =
        BatchEmulator.builder()
            .allocationTime(Duration.ZERO)
            .bootTime(Duration.ZERO)
            .deletionTime(Duration.ZERO)
            .activeJobQuota(10_000)
            .poolQuota(10_000)
            .dedicatedCoreQuota(1_000_000);
    settings.accept(builder);
    return builder.start();
  }

  /** Returns the emulated storage account, which there is unless it's Azurite. */
  BlobEmulator blobs() {
    return blobs.orElseThrow();
  }

  BatchEmulator batch() {
    return batch;
  }

  /** Returns a name that was never returned before. */
  String name(String start) {
    return start + names.incrementAndGet();
  }

  /** Adds a pool of so many nodes with a slot each, and returns its id. */
  String addPool(int nodes) {
    return addPool(nodes, Containers.NONE);
  }

  /** Adds such a pool, whose jobs run in containers if they're required. */
  String addPool(int nodes, Containers containers) {
    String id = name("pool-");
    String image =
        switch (containers) {
          case NONE -> "'canonical', 'offer': 'ubuntu-24_04-lts', 'sku': 'server'}";
          case REQUIRED ->
              "'microsoft-dsvm', 'offer': 'ubuntu-hpc', 'sku': '2404'},"
                  + " 'containerConfiguration': {'type': 'dockerCompatible'}";
        };
    batch.seed(
        """
        {'pools': [{
          'id': '%s', 'vmSize': 'standard_d2s_v5',
          'virtualMachineConfiguration': {
            'nodeAgentSKUId': 'batch.node.ubuntu 24.04',
            'imageReference': {'publisher': %s},
          'targetDedicatedNodes': %d, 'taskSlotsPerNode': 1}]}
        """
            .formatted(id, image, nodes)
            .replace('\'', '"'));
    return id;
  }

  /** Returns a configuration for that pool and a new container, quick and impatient. */
  AzureBatchConfig.Builder config(String pool) {
    String container = name("container-");
    AzureBatchConfig.Builder config =
        AzureBatchConfig.builder()
            .batchEndpoint(batch.endpoint())
            .batchAuth(AzureAuth.sharedKey(batch.accountName(), batch.accountKey()))
            .storageEndpoint(storage)
            .storageAuth(storageKey)
            .container(container)
            .pool(PoolChoice.existing(pool))
            .pollInterval(Duration.ofMillis(20), Duration.ofMillis(100))
            .retryTime(Duration.ofSeconds(5))
            .driverLease(Duration.ofSeconds(2))
            .closeGrace(Duration.ofSeconds(15));
    StorageAccount.create(storage, storageKey, container);
    return config;
  }

  @Override
  public void close() {
    batch.close();
    storageAccount.run();
  }
}
