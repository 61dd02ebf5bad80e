package io.github.lighterman.azure;

import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.contract.AttachContract;
import io.github.lighterman.testing.contract.CloseContract;
import io.github.lighterman.testing.contract.DeliveryContract;
import io.github.lighterman.testing.contract.ExecutorFixture;
import io.github.lighterman.testing.contract.InputsContract;
import io.github.lighterman.testing.contract.LogContract;
import io.github.lighterman.testing.contract.OutputsContract;
import io.github.lighterman.testing.contract.SecretsContract;
import io.github.lighterman.testing.contract.WorkflowExecutorContract;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * Those topics of the contract to which storage makes a difference, on Microsoft's own emulator of
 * it.
 */
final class AzureBatchExecutorOnAzuriteContractTest {
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

  private static ExecutorFixture fixture() {
    return new AzureFixture(Optional.ofNullable(emulators).orElseThrow());
  }

  @Nested
  final class Inputs extends InputsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Outputs extends OutputsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Delivery extends DeliveryContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Logs extends LogContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Attach extends AttachContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Close extends CloseContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  @Nested
  final class Secrets extends SecretsContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }

  /** All that every executor promises. */
  @Nested
  @Tag("whole")
  final class Everything extends WorkflowExecutorContract {
    @Override
    protected ExecutorFixture newFixture() {
      return fixture();
    }
  }
}
