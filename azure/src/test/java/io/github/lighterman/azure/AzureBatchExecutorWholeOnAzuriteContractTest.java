package io.github.lighterman.azure;

import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.contract.ExecutorFixture;
import io.github.lighterman.testing.contract.WorkflowExecutorContract;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** All that every executor promises, on the emulator of Batch and Microsoft's own of storage. */
@Tag("whole")
final class AzureBatchExecutorWholeOnAzuriteContractTest extends WorkflowExecutorContract {
  private static @Nullable Emulators emulators;

  @BeforeAll
  static void startEmulators() {
    Optional<String> missing = Azurite.missing(Emulators.AZURITE);
    Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    emulators = Emulators.withAzurite();
  }

  @AfterAll
  static void closeEmulators() {
    if (emulators != null) {
      emulators.close();
    }
  }

  @Override
  protected ExecutorFixture newFixture() {
    return new AzureFixture(Optional.ofNullable(emulators).orElseThrow());
  }
}
