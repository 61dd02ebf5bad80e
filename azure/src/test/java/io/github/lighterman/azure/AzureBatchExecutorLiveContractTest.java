package io.github.lighterman.azure;

import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.SecretResolver;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same on real accounts, which the environment names as the README says under "Against a real
 * account". If it names no pool that's there, one is made for all tests, and another one for the
 * test of a run's own.
 */
@EnabledIfEnvironmentVariable(
    named = "LIGHTERMAN_AZURE_LIVE",
    matches = "1",
    disabledReason = "skipped: LIGHTERMAN_AZURE_LIVE=1 is not set, so that no account is used")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class AzureBatchExecutorLiveContractTest extends AccountContract {
  private static final String NAME =
      "lighterman-live-" + UUID.randomUUID().toString().substring(0, 8);
  private static AzureBatchConfig account;
  private static Optional<PoolSpec> madePool = Optional.empty();

  @BeforeAll
  static void makePool() throws Exception {
    AzureBatchConfig named =
        new AzureBatchExecutorProvider()
            .config(ExecutorSettings.ofEnvironment(AzureBatchExecutor.NAME, System.getenv()));
    account = named.toBuilder().prefix(NAME + "/").build();
    if (named.pool() instanceof PoolSpec spec) {
      madePool = Optional.of(spec);
      try (BatchGateway gateway = SdkBatchGateway.open(named)) {
        PoolImage image =
            new ImageChoice(gateway.supportedImages(), Clock.systemUTC()).of(spec, Set.of());
        gateway.addPool(
            new BatchPool(
                NAME,
                NAME,
                spec,
                new BatchPool.Made(
                    image,
                    spec.slotsPerNode().orElse(1),
                    List.of(),
                    PoolSecrets.of(spec, SecretResolver.ofDefaults())),
                spec.scale(),
                Map.of()));
      }
      account = account.toBuilder().pool(PoolChoice.existing(NAME)).build();
    }
  }

  @AfterAll
  static void deletePool() throws Exception {
    if (madePool.isPresent()) {
      try (BatchGateway gateway = SdkBatchGateway.open(account)) {
        gateway.deletePool(NAME);
      }
    }
  }

  @Override
  AzureBatchConfig config() {
    return account;
  }

  @Override
  Optional<PoolSpec> ownPool() {
    return madePool;
  }
}
