package io.github.lighterman.azure;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** What real accounts are asked for, on emulators. */
@Timeout(60)
final class AccountOnEmulatorsContractTest extends AccountContract {
  private static Emulators emulators;

  @BeforeAll
  static void start() {
    emulators = Emulators.withBlobEmulator();
  }

  @AfterAll
  static void stop() {
    emulators.close();
  }

  @Override
  AzureBatchConfig config() {
    return emulators.config(emulators.addPool(2)).build();
  }

  @Override
  Optional<PoolSpec> ownPool() {
    return Optional.of(PoolSpec.of("Standard_D2s_v5", 1));
  }
}
