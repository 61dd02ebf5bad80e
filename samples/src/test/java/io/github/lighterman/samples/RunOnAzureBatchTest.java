package io.github.lighterman.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOnAzureBatchTest {
  private static final Path SOURCES = Path.of("src/test/java").toAbsolutePath();

  @TempDir private Path scratch;

  @Test
  void outputIsThatOfTheLocalExecutorAndNothingIsLeftBehind() throws Exception {
    Program ended = Program.alone(scratch, scratch, RunOnAzureBatch.class, SOURCES.toString());
    assertThat(ended.out()).isEqualTo(locally()).hasLineCount(20);
    assertThat(ended.err()).contains(" jobs done, 0 running, 0 failed, ");
    assertThat(ended.status()).isZero();
    assertThat(scratch.resolve("tmp")).isEmptyDirectory();
    assertThat(scratch.resolve("state")).doesNotExist();
  }

  @Test
  void accountOfTheEnvironmentIsUsedAndNothingIsLeftThere() throws Exception {
    try (BlobEmulator blobs = BlobEmulator.start();
        BatchEmulator batch =
            BatchEmulator.builder().execution(ProcessExecution.create()).start()) {
      blobs.createContainer("mine");
      Map<String, String> variables =
          new TreeMap<>(
              Map.of(
                  "AZURE_BATCH_ENDPOINT", batch.endpoint().toString(),
                  "AZURE_BATCH_ACCOUNT", batch.accountName(),
                  "AZURE_BATCH_ACCESS_KEY", batch.accountKey(),
                  "AZURE_STORAGE_CONNECTION_STRING", blobs.connectionString(),
                  "LIGHTERMAN_AZURE_BATCH_CONTAINER", "mine",
                  "LIGHTERMAN_AZURE_BATCH_POOL_VM_SIZE", "Standard_D2s_v5",
                  "LIGHTERMAN_AZURE_BATCH_POOL_NODES", "2",
                  "LIGHTERMAN_AZURE_BATCH_POLL_INTERVAL", "20ms",
                  "LIGHTERMAN_AZURE_BATCH_LONGEST_POLL_INTERVAL", "200ms"));
      Program ended =
          Program.alone(scratch, scratch, variables, RunOnAzureBatch.class, SOURCES.toString());

      assertThat(ended.out()).isEqualTo(locally());
      assertThat(ended.status()).isZero();
      assertThat(batch.requestCount("Task_AddCollection")).isPositive();
      assertThat(blobs.container("mine").orElseThrow().blobs()).isEmpty();
      assertThat(batch.snapshot().jobs()).allMatch(job -> job.state().equals("deleting"));
      assertThat(batch.snapshot().pools()).allMatch(pool -> pool.state().equals("deleting"));
    }
  }

  private static String locally() throws Exception {
    return Program.here(CountWords::main, SOURCES.toString()).out();
  }
}
