package io.github.lighterman.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.BatchSnapshot;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanUpAzureBatchTest {
  @TempDir private Path scratch;

  private final BlobEmulator blobs = BlobEmulator.start();
  private final BatchEmulator batch = BatchEmulator.start();

  /** Makes a pool of a run that is gone, and one of somebody else. */
  @BeforeEach
  void seed() {
    blobs.createContainer("mine");
    batch.seed(
        """
        {"pools": [
          {"id": "lm_gone", "vmSize": "standard_d2s_v5", "targetDedicatedNodes": 0,
           "virtualMachineConfiguration": {
             "imageReference": {
               "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
             "nodeAgentSKUId": "batch.node.ubuntu 24.04"},
           "metadata": [
             {"name": "lighterman-run", "value": "gone"},
             {"name": "lighterman-store", "value": "%s/mine/lighterman/"}]},
          {"id": "other", "vmSize": "standard_d2s_v5", "targetDedicatedNodes": 0,
           "virtualMachineConfiguration": {
             "imageReference": {
               "publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
             "nodeAgentSKUId": "batch.node.ubuntu 24.04"}}]}
        """
            .formatted(blobs.endpoint()));
  }

  @AfterEach
  void close() {
    batch.close();
    blobs.close();
  }

  private List<String> run(String... args) throws Exception {
    Map<String, String> variables =
        Map.of(
            "AZURE_BATCH_ENDPOINT", batch.endpoint().toString(),
            "AZURE_BATCH_ACCOUNT", batch.accountName(),
            "AZURE_BATCH_ACCESS_KEY", batch.accountKey(),
            "AZURE_STORAGE_CONNECTION_STRING", blobs.connectionString(),
            "LIGHTERMAN_AZURE_BATCH_CONTAINER", "mine");
    Program ended = Program.alone(scratch, scratch, variables, CleanUpAzureBatch.class, args);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    return ended.out().lines().toList();
  }

  private List<String> pools() {
    return batch.snapshot().pools().stream()
        .filter(pool -> !pool.state().equals("deleting"))
        .map(BatchSnapshot.PoolView::id)
        .toList();
  }

  @Test
  void leftoversAreListedAndNothingIsDeletedUnlessAskedFor() throws Exception {
    assertThat(run("30"))
        .containsExactly("pool lm_gone: its run is gone", "1 found; --delete deletes them");

    assertThat(pools()).containsExactly("lm_gone", "other");
  }

  @Test
  void leftoversAreDeletedAndNothingElse() throws Exception {
    assertThat(run("--delete")).containsExactly("pool lm_gone: its run is gone", "1 of 1 deleted");

    assertThat(pools()).containsExactly("other");
  }
}
