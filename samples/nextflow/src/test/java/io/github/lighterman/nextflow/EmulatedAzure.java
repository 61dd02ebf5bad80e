package io.github.lighterman.nextflow;

import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.util.ArrayList;
import java.util.List;

/**
 * Emulated Azure for pipelines, with one container, and tasks that are processes of this machine.
 */
final class EmulatedAzure implements AutoCloseable {
  private static final String CONTAINER = "pipeline";

  private final BlobEmulator blobs = BlobEmulator.start();
  private final BatchEmulator batch;

  EmulatedAzure() {
    this(ProcessExecution.create());
  }

  EmulatedAzure(ProcessExecution execution) {
    batch = BatchEmulator.builder().execution(execution).start();
    blobs.createContainer(CONTAINER);
  }

  void createContainer(String name) {
    blobs.createContainer(name);
  }

  /** Returns the configuration of a Nextflow whose tasks run there. */
  String config() {
    return """
    process.executor = 'lighterman'
    lighterman {
      backend = 'azure-batch'
      batchEndpoint = '%s'
      batchAccount = '%s'
      batchKey = '%s'
      storageEndpoint = '%s'
      storageAccount = '%s'
      storageKey = '%s'
      container = '%s'
      poolVmSize = 'Standard_D4s_v5'
      poolNodes = 1
      pollInterval = '50ms'
      longestPollInterval = '200ms'
      driverLease = '1s'
    }
    """
        .formatted(
            batch.endpoint(),
            batch.accountName(),
            batch.accountKey(),
            blobs.endpoint(),
            blobs.account(),
            blobs.key(),
            CONTAINER);
  }

  /** Returns the names of all that runs have left: Batch jobs, pools and blobs. */
  List<String> left() {
    List<String> left = new ArrayList<>();
    blobs.container(CONTAINER).orElseThrow().blobs().forEach(blob -> left.add(blob.name()));
    batch.snapshot().jobs().stream()
        .filter(job -> !job.state().equals("deleting"))
        .forEach(job -> left.add("Batch job " + job.id()));
    batch.pools().stream()
        .filter(pool -> !pool.state().equals("deleting"))
        .forEach(pool -> left.add("pool " + pool.id()));
    return left;
  }

  @Override
  public void close() {
    batch.close();
    blobs.close();
  }
}
