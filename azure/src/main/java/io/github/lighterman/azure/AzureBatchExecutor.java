package io.github.lighterman.azure;

/** To come. */
final class AzureBatchExecutor {
  private AzureBatchExecutor() {}
}
