package io.github.lighterman.azure;

import io.github.lighterman.testing.contract.ExecutorFixture;
import io.github.lighterman.testing.contract.WorkflowExecutorContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** All that every executor promises, on the emulators of Batch and of Blob Storage. */
final class AzureBatchExecutorContractTest extends WorkflowExecutorContract {
  private static Emulators emulators;

  @BeforeAll
  static void startEmulators() {
    emulators = Emulators.withBlobEmulator();
  }

  @AfterAll
  static void closeEmulators() {
    emulators.close();
  }

  @Override
  protected ExecutorFixture newFixture() {
    return new AzureFixture(emulators);
  }
}
