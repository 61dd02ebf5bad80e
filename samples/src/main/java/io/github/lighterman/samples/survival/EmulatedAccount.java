package io.github.lighterman.samples.survival;

import io.github.lighterman.RunId;
import io.github.lighterman.azure.AzureAuth;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.ContainerSetup;
import io.github.lighterman.azure.PoolChoice;
import io.github.lighterman.azure.PoolPolicy;
import io.github.lighterman.azure.PoolScale;
import io.github.lighterman.azure.PoolSpec;
import io.github.lighterman.azure.StartTask;
import io.github.lighterman.testing.batch.BatchEmulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Emulated Batch with one pool and Blob Storage with one container, behind a {@link CutWire}. */
final class EmulatedAccount implements AutoCloseable {
  static final String IMAGE = "registry.example/tool:1";
  private static final String POOL = "pool";
  private static final double HASTE = 300;
  private static final int NODES = 6;

  /** Whose pool the jobs are carried out in. */
  enum Pools {
    /** One that was there before. */
    GIVEN,
    /** One that is made for the run, and goes with it. */
    OWN,
    /** One of spot nodes and one of dedicated ones, where an hour passes within some seconds. */
    TROUBLED
  }

  private final Pools pools;
  private final SmallNodes nodes = new SmallNodes();
  private final CutWire wire = new CutWire();
  private final Storage storage;
  private final BatchEmulator batch;
  private final URI batchEndpoint;
  private final URI blobEndpoint;

  /** Starts it with this storage, which ends with it. */
  EmulatedAccount(Pools pools, Storage storage) throws IOException {
    this.pools = pools;
    this.storage = storage;
    batch =
        BatchEmulator.builder()
            .speed(pools == Pools.TROUBLED ? HASTE : 1)
            .recoveryTime(Duration.ofMinutes(5))
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
    batchEndpoint = wire.to(batch.endpoint());
    blobEndpoint = wire.to(storage.endpoint());
    nodes.shorten(blobEndpoint, storage.endpoint());
  }

  SmallNodes nodes() {
    return nodes;
  }

  CutWire wire() {
    return wire;
  }

  BatchEmulator batch() {
    return batch;
  }

  Storage storage() {
    return storage;
  }

  /** Tells whether nodes are taken from jobs. */
  FourStages.Nodes going() {
    return pools == Pools.TROUBLED ? FourStages.Nodes.GO : FourStages.Nodes.STAY;
  }

  /** Returns where both services are and how to get in, for a process of its own. */
  List<String> access() {
    return List.of(
        batchEndpoint.toString(),
        batch.accountName(),
        batch.accountKey(),
        blobEndpoint.toString(),
        storage.account(),
        storage.key());
  }

  /** Returns the configuration of a driver that gives up at once when it's cut off. */
  AzureBatchConfig hasty() {
    AzureBatchConfig.Builder config = hasty(access()).toBuilder();
    return switch (pools) {
      case GIVEN -> config.build();
      case OWN -> config.pool(PoolSpec.of("Standard_D8s_v5", 2).withSlotsPerNode(8)).build();
      case TROUBLED ->
          config
              .pool(
                  PoolChoice.anyOf(
                      ofSingles("spot", PoolScale.fixed(0, NODES)),
                      ofSingles("dedicated", PoolScale.fixed(NODES, 0))))
              .poolPolicy(
                  PoolPolicy.ofDefaults()
                      .withPatience(Duration.ofSeconds(6))
                      .withSoldOutPause(Duration.ofSeconds(3)))
              .build();
    };
  }

  /** Nodes for one task each, so that none is taken from a command that runs. */
  private static PoolSpec ofSingles(String name, PoolScale scale) {
    return PoolSpec.builder("Standard_D2s_v5")
        .name(name)
        .slotsPerNode(1)
        .scale(scale)
        .startTask(StartTask.of("prepare"))
        .containers(ContainerSetup.required().withPrefetch(List.of(IMAGE)))
        .build();
  }

  /** Returns the same for whoever was told {@link #access}. */
  static AzureBatchConfig hasty(List<String> access) {
    return AzureBatchConfig.builder()
        .batchEndpoint(URI.create(access.get(0)))
        .batchAuth(AzureAuth.sharedKey(access.get(1), access.get(2)))
        .storageEndpoint(URI.create(access.get(3)))
        .storageAuth(AzureAuth.sharedKey(access.get(4), access.get(5)))
        .container(Storage.CONTAINER)
        .pool(PoolChoice.existing(POOL))
        .pollInterval(Duration.ofMillis(50), Duration.ofMillis(200))
        .retryTime(Duration.ZERO)
        .driverLease(Duration.ofSeconds(1))
        .closeGrace(Duration.ofMillis(100))
        .build();
  }

  /** Returns the configuration of a driver that has time. */
  AzureBatchConfig patient() {
    return hasty().toBuilder()
        .retryTime(Duration.ofSeconds(5))
        .closeGrace(Duration.ofSeconds(10))
        .build();
  }

  /** Returns what Batch has of a run, job by job. */
  List<String> tasks(RunId run) {
    return batch.snapshot().jobs().stream()
        .filter(job -> job.id().startsWith("lm_" + run + "_"))
        .map(job -> job.id() + " " + job.state() + " " + job.tasks())
        .toList();
  }

  /** Returns all that is still there and belongs to this run, or to none. */
  List<String> left(RunId run) {
    List<String> left = new ArrayList<>();
    batch.snapshot().jobs().stream()
        .filter(job -> !job.state().equals("deleting") && job.id().startsWith("lm_" + run + "_"))
        .forEach(job -> left.add("Batch job " + job.id()));
    batch.pools().stream()
        .filter(pool -> !pool.id().equals(POOL) && !pool.state().equals("deleting"))
        .filter(pool -> !pool.id().startsWith("lm_") || pool.id().startsWith("lm_" + run + "_"))
        .forEach(pool -> left.add("pool " + pool.id()));
    storage.blobs().stream()
        .filter(name -> !name.contains("/runs/") || name.contains("/runs/" + run + "/"))
        .forEach(name -> left.add("blob " + name));
    return left;
  }

  @Override
  public void close() throws IOException {
    wire.close();
    batch.close();
    storage.close();
  }
}
