package io.github.lighterman.samples;

import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.azure.AzureAuth;
import io.github.lighterman.azure.AzureBatchConfig;
import io.github.lighterman.azure.AzureBatchExecutor;
import io.github.lighterman.azure.PoolSpec;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import io.github.lighterman.testing.batch.BatchEmulator;
import io.github.lighterman.testing.batch.node.ProcessExecution;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How do I run the same workflow on Azure Batch? The jobs of {@link CountWords} run there as they
 * are: only the executor is another one.
 *
 * <p>With {@code AZURE_BATCH_ENDPOINT} in the environment that is the account there, with the keys
 * and the storage account that Azure's own variables name, and {@code LIGHTERMAN_AZURE_BATCH_POOL}
 * and {@code LIGHTERMAN_AZURE_BATCH_CONTAINER}. Without it's emulators in this process, so that
 * nothing is needed and nothing costs.
 */
public final class RunOnAzureBatch {
  private RunOnAzureBatch() {}

  /** Counts the words below the directory given, or else below the working directory. */
  public static void main(String... args) throws Exception {
    Path directory = Path.of(args.length == 0 ? "." : args[0]);
    if (System.getenv("AZURE_BATCH_ENDPOINT") == null) {
      onEmulators(directory);
    } else {
      onAccount(directory, System.getenv());
    }
  }

  private static void onAccount(Path directory, Map<String, String> variables) throws Exception {
    ExecutorSettings settings = ExecutorSettings.ofEnvironment("azure-batch", variables);
    ClassLoader loader = RunOnAzureBatch.class.getClassLoader();
    try (WorkflowExecutor executor =
        WorkflowExecutorProvider.named("azure-batch", loader).open(settings)) {
      System.out.print(CountWords.topWords(executor, directory));
    }
  }

  private static void onEmulators(Path directory) throws Exception {
    try (BlobEmulator blobs = BlobEmulator.start();
        BatchEmulator batch =
            BatchEmulator.builder().execution(ProcessExecution.create()).start()) {
      blobs.createContainer("words");
      AzureBatchConfig config =
          AzureBatchConfig.builder()
              .batchEndpoint(batch.endpoint())
              .batchAuth(AzureAuth.sharedKey(batch.accountName(), batch.accountKey()))
              .storageEndpoint(blobs.endpoint())
              .storageAuth(AzureAuth.sharedKey(blobs.account(), blobs.key()))
              .container("words")
              .pool(PoolSpec.of("Standard_D2s_v5", 2))
              .pollInterval(Duration.ofMillis(20), Duration.ofMillis(200))
              .build();
      try (WorkflowExecutor executor = AzureBatchExecutor.open(config)) {
        System.out.print(CountWords.topWords(executor, directory));
      }
    }
  }
}
