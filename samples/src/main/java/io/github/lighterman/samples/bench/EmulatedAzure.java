package io.github.lighterman.samples.bench;

import static java.util.Objects.requireNonNull;

import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.github.lighterman.azure.AzureAuth;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.PoolChoice;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.execution.TaskExecution;
import io.github.lighterman.testing.batch.fault.Fault;
import io.github.lighterman.testing.batch.fault.FaultRule;
import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An emulated Batch account with one pool, and a storage account with one container beside it. */
final class EmulatedAzure implements AutoCloseable {
  private static final int SLOTS_A_NODE = 256;
  private static final String CONTAINER = "bench";

  private final BatchEmulator batch;
  private final Storage storage;

  /** A storage account. */
  private record Storage(String connection, AzureBatchConfig.Builder config, Runnable end) {}

  private EmulatedAzure(BatchEmulator batch, Storage storage) {
    this.batch = batch;
    this.storage = storage;
  }

  /** Starts both in this process. The pool runs so many tasks at once, or some more. */
  static EmulatedAzure start(TaskExecution execution, int tasksAtOnce) {
    BlobEmulator blobs = BlobEmulator.start();
    AzureBatchConfig.Builder config =
        AzureBatchConfig.builder()
            .storageEndpoint(blobs.endpoint())
            .storageAuth(AzureAuth.sharedKey(blobs.account(), blobs.key()));
    blobs.createContainer(CONTAINER);
    return new EmulatedAzure(
        batch(execution, tasksAtOnce), new Storage(blobs.connectionString(), config, blobs::close));
  }

  /** Starts Batch in this process, and Azurite from its npm package in a process of its own. */
  static EmulatedAzure startWithAzurite(Path directory, TaskExecution execution) {
    Azurite azurite = Azurite.start(directory);
    AzureBatchConfig.Builder config =
        AzureBatchConfig.builder()
            .storageEndpoint(azurite.endpoint())
            .storageAuth(AzureAuth.sharedKey(azurite.account(), azurite.key()));
    EmulatedAzure azure =
        new EmulatedAzure(
            batch(execution, 1), new Storage(azurite.connectionString(), config, azurite::close));
    azure.container(new OkHttpAsyncHttpClientBuilder().build()).create();
    return azure;
  }

  private static BatchEmulator batch(TaskExecution execution, int tasksAtOnce) {
    BatchEmulator batch =
        BatchEmulator.builder()
            .allocationTime(Duration.ZERO)
            .bootTime(Duration.ZERO)
            .deletionTime(Duration.ZERO)
            .dedicatedCoreQuota(1_000_000)
            .execution(execution)
            .start();
    batch.seed(
        """
        {"pools": [{
          "id": "pool", "vmSize": "standard_d64_bench",
          "virtualMachineConfiguration": {
            "imageReference": {
              "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
            "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
          "targetDedicatedNodes": %d, "taskSlotsPerNode": %d}]}
        """
            .formatted((tasksAtOnce + SLOTS_A_NODE - 1) / SLOTS_A_NODE, SLOTS_A_NODE));
    return batch;
  }

  BatchEmulator batch() {
    return batch;
  }

  /** Has every answer of Batch come so late from now on. */
  void delayAnswers(Duration time) {
    batch.inject(FaultRule.of(Fault.SLOW_ANSWER).withTime(time));
  }

  /** Returns the configuration for them, with the defaults of all else. */
  AzureBatchConfig.Builder config() {
    return storage
        .config()
        .batchEndpoint(batch.endpoint())
        .batchAuth(AzureAuth.sharedKey(batch.accountName(), batch.accountKey()))
        .container(CONTAINER)
        .pool(PoolChoice.existing("pool"));
  }

  /** Returns what tells {@link #fromEnvironment} of both, with Batch at this endpoint. */
  Map<String, String> environment(URI batchEndpoint) {
    AzureBatchConfig config = config().build();
    AzureAuth.SharedKey key = (AzureAuth.SharedKey) config.storageAuth();
    return Map.of(
        "BENCH_BATCH_ENDPOINT", batchEndpoint.toString(),
        "BENCH_BATCH_ACCOUNT", batch.accountName(),
        "BENCH_BATCH_KEY", batch.accountKey(),
        "BENCH_STORAGE_ENDPOINT", config.storageEndpoint().toString(),
        "BENCH_STORAGE_ACCOUNT", key.account(),
        "BENCH_STORAGE_KEY", key.source().get());
  }

  /** Returns the configuration for what another process has started. */
  static AzureBatchConfig.Builder fromEnvironment(Map<String, String> variables) {
    Function<String, String> value = name -> requireNonNull(variables.get(name), name);
    return AzureBatchConfig.builder()
        .batchEndpoint(URI.create(value.apply("BENCH_BATCH_ENDPOINT")))
        .batchAuth(
            AzureAuth.sharedKey(value.apply("BENCH_BATCH_ACCOUNT"), value.apply("BENCH_BATCH_KEY")))
        .storageEndpoint(URI.create(value.apply("BENCH_STORAGE_ENDPOINT")))
        .storageAuth(
            AzureAuth.sharedKey(
                value.apply("BENCH_STORAGE_ACCOUNT"), value.apply("BENCH_STORAGE_KEY")))
        .container(CONTAINER)
        .pool(PoolChoice.existing("pool"));
  }

  /** Returns the SDK's own client of the container. */
  BlobContainerClient container(HttpClient http) {
    return new BlobServiceClientBuilder()
        .connectionString(storage.connection())
        .httpClient(http)
        .buildClient()
        .getBlobContainerClient(CONTAINER);
  }

  /** Returns the ETags of all inputs that the executor keeps for later runs, by their names. */
  Map<String, String> inputs() {
    Map<String, String> tags = new HashMap<>();
    BlobContainerClient container = container(new OkHttpAsyncHttpClientBuilder().build());
    for (String kind : List.of("inputs/", "trees/")) {
      ListBlobsOptions wanted = new ListBlobsOptions().setPrefix("lighterman/" + kind);
      container
          .listBlobs(wanted, null)
          .forEach(blob -> tags.put(blob.getName(), blob.getProperties().getETag()));
    }
    return tags;
  }

  @Override
  public void close() {
    batch.close();
    storage.end().run();
  }
}
