package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lighterman.InvalidSettingException;
import io.github.lighterman.WorkflowExecutor;
import io.github.lighterman.spi.ExecutorSettings;
import io.github.lighterman.spi.Setting;
import io.github.lighterman.spi.WorkflowExecutorProvider;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

final class AzureBatchExecutorProviderTest {
  private static final AzureAuth IDENTITY = AzureAuth.identity(request -> Mono.empty());

  /** All that must be set, with keys. */
  private static Map<String, String> settings() {
    Map<String, String> all = new HashMap<>();
    all.put("batch-endpoint", "https://me.westeurope.batch.azure.com");
    all.put("batch-account", "me");
    all.put("batch-key", "YmF0Y2g=");
    all.put("storage-endpoint", "https://store.blob.core.windows.net");
    all.put("storage-account", "store");
    all.put("storage-key", "c3RvcmU=");
    all.put("container", "jobs");
    all.put("pool", "pool");
    return all;
  }

  private static Map<String, String> with(String... namesAndValues) {
    Map<String, String> all = settings();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1].isEmpty()) {
        all.remove(namesAndValues[i]);
      } else {
        all.put(namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return all;
  }

  private static AzureBatchConfig config(Map<String, String> settings) {
    return config(settings, Map.of());
  }

  private static AzureBatchConfig config(
      Map<String, String> settings, Map<String, String> variables) {
    return new AzureBatchExecutorProvider(variables, clientId -> IDENTITY)
        .config(ExecutorSettings.of(settings));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      Map<String, String> settings) {
    return assertThatThrownBy(() -> config(settings))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("executor 'azure-batch' can't be opened: ");
  }

  @Test
  void providerIsFoundByName() {
    assertThat(
            WorkflowExecutorProvider.named(
                "azure-batch", AzureBatchExecutorProviderTest.class.getClassLoader()))
        .isInstanceOf(AzureBatchExecutorProvider.class)
        .satisfies(provider -> assertThat(provider.unavailable()).isEmpty());
  }

  @Test
  void executorIsOpenedByName() {
    try (Emulators emulators = Emulators.withBlobEmulator()) {
      AzureBatchConfig config = emulators.config(emulators.addPool(1)).build();
      AzureAuth.SharedKey batch = (AzureAuth.SharedKey) config.batchAuth();
      AzureAuth.SharedKey storage = (AzureAuth.SharedKey) config.storageAuth();
      try (WorkflowExecutor executor =
          WorkflowExecutorProvider.open(
              "azure-batch",
              Map.of(
                  "batch-endpoint", config.batchEndpoint().toString(),
                  "batch-account", batch.account(),
                  "batch-key", batch.key(),
                  "storage-endpoint", config.storageEndpoint().toString(),
                  "storage-account", storage.account(),
                  "storage-key", storage.key(),
                  "container", config.container(),
                  "pool", ((PoolChoice.Existing) config.pool()).poolId()))) {
        assertThat(executor.info().name()).isEqualTo("azure-batch");
        assertThat(executor.runs()).isEmpty();
      }
    }
  }

  @Test
  void leastThatCanBeSetIsAConfigurationWithDefaults() {
    assertThat(config(settings()))
        .usingRecursiveComparison()
        .isEqualTo(
            AzureBatchConfig.builder()
                .batchEndpoint(URI.create("https://me.westeurope.batch.azure.com"))
                .batchAuth(AzureAuth.sharedKey("me", "YmF0Y2g="))
                .storageEndpoint(URI.create("https://store.blob.core.windows.net"))
                .storageAuth(AzureAuth.sharedKey("store", "c3RvcmU="))
                .container("jobs")
                .pool(PoolChoice.existing("pool"))
                .build());
  }

  private static Stream<Arguments> changes() {
    return Stream.of(
        change("batch-endpoint", "https://other.example", AzureBatchConfig::batchEndpoint),
        change("batch-account", "other", AzureBatchConfig::batchAuth),
        change("batch-key", "b3RoZXI=", AzureBatchConfig::batchAuth),
        change("storage-endpoint", "https://other.example", AzureBatchConfig::storageEndpoint),
        change("storage-account", "other", AzureBatchConfig::storageAuth),
        change("storage-key", "b3RoZXI=", AzureBatchConfig::storageAuth),
        change("container", "other", AzureBatchConfig::container),
        change("prefix", "a/b/", AzureBatchConfig::prefix),
        change("prefix", "", AzureBatchConfig::prefix),
        change("pool", "other", AzureBatchConfig::pool),
        change("node-identity", "/subscriptions/1/id", AzureBatchConfig::nodeIdentity),
        change("input-cache", "shared", AzureBatchConfig::inputCache),
        change("elevation", "admin", AzureBatchConfig::elevation),
        change("capacity", "5", AzureBatchConfig::capacity),
        change("parallel-transfers", "5", AzureBatchConfig::parallelTransfers),
        change("parallel-requests", "5", AzureBatchConfig::parallelRequests),
        change("poll-interval", "5s", AzureBatchConfig::pollInterval),
        change("poll-interval", "5m", AzureBatchConfig::longestPollInterval),
        change("longest-poll-interval", "5s", AzureBatchConfig::longestPollInterval),
        change("retry-time", "5s", AzureBatchConfig::retryTime),
        change("signature-life", "5m", AzureBatchConfig::signatureLife),
        change("driver-lease", "5s", AzureBatchConfig::driverLease),
        change("close-grace", "5s", AzureBatchConfig::closeGrace),
        change("node-retention", "5m", AzureBatchConfig::nodeRetention));
  }

  /** What reads a value of a configuration. */
  private interface Reader {
    Object read(AzureBatchConfig config);
  }

  private static Arguments change(String name, String value, Reader reader) {
    return Arguments.of(name, value, reader);
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("changes")
  void settingChangesTheConfiguration(String name, String value, Reader reader) {
    Map<String, String> changed = settings();
    changed.put(name, value);

    assertThat(reader.read(config(changed))).isNotEqualTo(reader.read(config(settings())));
  }

  @Test
  void everySettingIsTested() {
    List<String> tested = new ArrayList<>();
    changes().forEach(change -> tested.add((String) change.get()[0]));
    // Those have tests of their own.
    tested.addAll(List.of("storage-sas", "storage-connection-string", "auth", "client-id"));

    assertThat(
            new AzureBatchExecutorProvider()
                .settings().stream()
                    .map(Setting::name)
                    // PoolSettingsTest has those.
                    .filter(name -> !name.startsWith("pool-"))
                    .toList())
        .containsExactlyInAnyOrderElementsOf(tested.stream().distinct().toList());
  }

  @Test
  void endpointNeedsNoScheme() {
    assertThat(config(with("batch-endpoint", "me.westeurope.batch.azure.com")).batchEndpoint())
        .isEqualTo(URI.create("https://me.westeurope.batch.azure.com"));
  }

  @Test
  void storageTakesASignature() {
    AzureBatchConfig config =
        config(with("storage-sas", "?sp=rlcwd&sig=x", "storage-key", "", "storage-account", ""));

    assertThat(config.storageAuth()).isEqualTo(AzureAuth.sas("sp=rlcwd&sig=x"));
  }

  @Test
  void storageTakesAConnectionString() {
    Map<String, String> settings =
        with("storage-key", "", "storage-account", "", "storage-endpoint", "");
    settings.put(
        "storage-connection-string",
        "AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:10000/a");

    assertThat(config(settings).storageAuth()).isEqualTo(AzureAuth.sharedKey("a", "a2V5"));
    assertThat(config(settings).storageEndpoint())
        .isEqualTo(URI.create("http://127.0.0.1:10000/a"));
  }

  @Test
  void poolCanBeMade() {
    Map<String, String> settings =
        with("pool", "", "pool-vm-size", "Standard_D2s_v5", "pool-nodes", "1");
    assertThat(config(settings).pool()).isEqualTo(PoolSpec.of("Standard_D2s_v5", 1));

    settings.put("pool-spot-nodes", "2");
    settings.put("pool-slots-per-node", "3");
    settings.put("pool-containers", "required");
    assertThat(config(settings).pool())
        .isEqualTo(
            PoolSpec.builder("Standard_D2s_v5")
                .scale(PoolScale.fixed(1, 2))
                .slotsPerNode(3)
                .containers(ContainerSetup.required())
                .build());
  }

  @Test
  void identityIsForBothServicesAndNeedsNoKey() {
    List<Optional<String>> asked = new ArrayList<>();
    AzureBatchExecutorProvider provider =
        new AzureBatchExecutorProvider(
            Map.of("AZURE_BATCH_ACCESS_KEY", "a2V5", "AZURE_STORAGE_KEY", "a2V5"),
            clientId -> {
              asked.add(clientId);
              return IDENTITY;
            });
    Map<String, String> settings =
        with("auth", "identity", "batch-key", "", "storage-key", "", "batch-account", "");

    AzureBatchConfig config = provider.config(ExecutorSettings.of(settings));
    settings.put("client-id", "1234");
    provider.config(ExecutorSettings.of(settings));

    assertThat(config.batchAuth()).isSameAs(IDENTITY);
    assertThat(config.storageAuth()).isSameAs(IDENTITY);
    assertThat(asked).containsExactly(Optional.empty(), Optional.of("1234"));
  }

  @Test
  void settingsWinOverVariables() {
    Map<String, String> variables =
        Map.of(
            "AZURE_BATCH_ENDPOINT", "https://env.example",
            "AZURE_BATCH_ACCOUNT", "env",
            "AZURE_BATCH_ACCESS_KEY", "ZW52",
            "AZURE_STORAGE_BLOB_ENDPOINT", "https://env.example",
            "AZURE_STORAGE_ACCOUNT", "env",
            "AZURE_STORAGE_KEY", "ZW52",
            "AZURE_STORAGE_SAS_TOKEN", "sig=env",
            "AZURE_STORAGE_CONNECTION_STRING",
                "BlobEndpoint=https://string.example;SharedAccessSignature=sig=string");

    assertThat(config(settings(), variables))
        .usingRecursiveComparison()
        .isEqualTo(config(settings()));
    AzureBatchConfig config = config(Map.of("container", "jobs", "pool", "p"), variables);
    assertThat(config.batchAuth()).isEqualTo(AzureAuth.sharedKey("env", "ZW52"));
    assertThat(config.storageAuth()).isEqualTo(AzureAuth.sas("sig=string"));
  }

  @Test
  void allThatIsMissingIsNamedWithItsVariable() {
    assertRefused(Map.of())
        .hasMessageContaining("'batch-endpoint' (AZURE_BATCH_ENDPOINT) must be set")
        .hasMessageContaining("'batch-key' (AZURE_BATCH_ACCESS_KEY) or auth=identity must be set")
        .hasMessageContaining(
            "'storage-endpoint' (AZURE_STORAGE_BLOB_ENDPOINT or AZURE_STORAGE_SERVICE_ENDPOINT)"
                + " must be set")
        .hasMessageContaining("one of 'storage-key' (AZURE_STORAGE_KEY), 'storage-sas'")
        .hasMessageContaining("AZURE_STORAGE_CONNECTION_STRING")
        .hasMessageContaining("'container' must be set")
        .hasMessageContaining("'pool' or 'pool-vm-size' must be set, and none is");
    assertRefused(with("batch-account", "", "storage-account", ""))
        .hasMessageContaining("'batch-key' needs 'batch-account' (AZURE_BATCH_ACCOUNT) too")
        .hasMessageContaining("'storage-key' needs 'storage-account' (AZURE_STORAGE_ACCOUNT) too");
  }

  @Test
  void misspeltNameGetsTheNearest() {
    assertRefused(with("batchEndpoint", "x", "pol", "y"))
        .hasMessageContaining("'batchEndpoint'; did you mean 'batch-endpoint'?")
        .hasMessageContaining("'pol'; did you mean 'pool'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "batch-endpoint | http://me.example | setting 'batch-endpoint' must have https",
        "batch-endpoint | https://me.example?sig=hunter2 | 'batch-endpoint' must have no query",
        "storage-endpoint | https://a b?hunter2 | 'storage-endpoint' must be an address",
        "batch-key | hunter2! | setting 'batch-key' must have a key in Base64",
        "storage-key | hunter2! | setting 'storage-key' must have a key in Base64",
        "batch-account | \" \" | setting 'batch-account' must be a text that isn't blank",
        "container | Jobs | setting container 'Jobs' must have 3 to 63",
        "container | https://a/b?sig=hunter2 | setting container 'https://a/b' must have",
        "prefix | a | setting prefix 'a' must be",
        "pool | a b | the name of a pool must be",
        "pool-vm-size | Standard_D2s_v5 | 'pool' or 'pool-vm-size' must be set, and not both",
        "pool-nodes | 3 | setting 'pool-nodes' is for a pool that is made",
        "pool-nodes | 1001 | 'pool-nodes' must be a whole number from 0 to 1,000",
        "pool-containers | yes | 'pool-containers' must be one of required, none",
        "auth | password | 'auth' must be one of key, identity",
        "client-id | 1234 | setting 'client-id' is for auth=identity",
        "storage-sas | sig=hunter2 | only one of 'storage-key'",
        "storage-connection-string | a=hunter2 | only one of 'storage-key'",
        "input-cache | always | 'input-cache' must be one of run, shared",
        "elevation | root | 'elevation' must be one of non-admin, admin",
        "capacity | 0 | 'capacity' must be a whole number from 1",
        "parallel-transfers | 257 | from 1 to 256",
        "parallel-requests | 0 | from 1 to 256",
        "poll-interval | 9ms | 10ms or more",
        "longest-poll-interval | 1s | 'longest-poll-interval' must not be less than 'poll-interval'",
        "retry-time | 1 | 'retry-time' must be a duration",
        "signature-life | 59s | 1m or more",
        "driver-lease | 999ms | 1s or more",
        "close-grace | -1s | 'close-grace' must be a duration",
        "node-retention | 59s | 1m or more"
      })
  void wrongValueIsRefused(String name, String value, String message) {
    assertRefused(with(name, value))
        .hasMessageContaining(message)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void identityDoesNotGoWithKeys() {
    assertRefused(with("auth", "identity"))
        .hasMessageContaining("setting 'batch-key' doesn't go with auth=identity")
        .hasMessageContaining("setting 'storage-key' doesn't go with auth=identity");
    assertRefused(
            with("auth", "identity", "batch-key", "", "storage-key", "", "storage-sas", "sig=x"))
        .hasMessageContaining("setting 'storage-sas' doesn't go with auth=identity");
  }

  @ParameterizedTest
  @CsvSource({
    "AccountName=a;AccountKey=hunter2, must have BlobEndpoint",
    "BlobEndpoint=https://a.example;AccountName=hunter2, must have AccountName and AccountKey",
    "BlobEndpoint=https://a.example;AccountName=a;AccountKey=hunter2!, must have a key in Base64",
    "BlobEndpoint=http://a.example;SharedAccessSignature=sig=hunter2, must have https",
    "UseDevelopmentStorage=true, must not be UseDevelopmentStorage",
    "hunter2, must have BlobEndpoint"
  })
  void wrongConnectionStringIsRefused(String value, String message) {
    assertRefused(
            with(
                "storage-key", "",
                "storage-account", "",
                "storage-endpoint", "",
                "storage-connection-string", value))
        .hasMessageContaining("setting 'storage-connection-string' " + message)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void connectionStringIsNotCompletedByOtherSettings() {
    assertRefused(
            with(
                "storage-key", "",
                "storage-connection-string",
                    "BlobEndpoint=https://a.example;SharedAccessSignature=sig=x"))
        .hasMessageContaining(
            "setting 'storage-endpoint' stands in setting 'storage-connection-string' already")
        .hasMessageContaining("setting 'storage-account' stands in");
  }

  @Test
  void signatureMustBeOne() {
    for (String wrong : List.of("hunter2", "https://a.example/c?sp=r&sig=hunter2")) {
      assertRefused(with("storage-key", "", "storage-sas", wrong))
          .hasMessageContaining("setting 'storage-sas' must be the query of a signed address")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void poolThatIsMadeMustHaveANode() {
    assertRefused(with("pool", "", "pool-vm-size", "Standard_D2s_v5"))
        .hasMessageContaining("set 'pool-nodes' or 'pool-spot-nodes', or");
  }

  @Test
  void intervalsTooLongForTheOtherGoTogether() {
    assertThat(config(with("poll-interval", "1m")).longestPollInterval())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void secretsAreMarked() {
    assertThat(
            new AzureBatchExecutorProvider()
                .settings().stream()
                    .filter(each -> each.sensitivity() == Setting.Sensitivity.SECRET)
                    .map(Setting::name))
        .containsExactly(
            "batch-key",
            "storage-key",
            "storage-sas",
            "storage-connection-string",
            "pool-registry-password");
  }
}
