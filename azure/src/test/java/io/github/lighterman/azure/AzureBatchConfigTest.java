package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AzureBatchConfigTest {
  private static final String KEY = "c2VjcmV0";

  private static AzureBatchConfig.Builder config() {
    return AzureBatchConfig.builder()
        .batchEndpoint(URI.create("https://me.westeurope.batch.azure.com"))
        .batchAuth(AzureAuth.sharedKey("me", KEY))
        .storageEndpoint(URI.create("https://me.blob.core.windows.net"))
        .storageAuth(AzureAuth.sas("?sp=rlcwd&sig=SECRET"))
        .container("jobs")
        .pool(PoolChoice.existing("pool"));
  }

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    AzureBatchConfig config = config().build();

    assertThat(config.prefix()).isEqualTo("lighterman/");
    assertThat(config.nodeIdentity()).isEmpty();
    assertThat(config.inputCache()).isEqualTo(InputCache.RUN);
    assertThat(config.elevation()).isEqualTo(Elevation.NON_ADMIN);
    assertThat(config.capacity()).isEqualTo(1_000_000);
    assertThat(config.parallelTransfers()).isEqualTo(16);
    assertThat(config.parallelRequests()).isEqualTo(8);
    assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.longestPollInterval()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.retryTime()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.signatureLife()).isEqualTo(Duration.ofDays(7));
    assertThat(config.driverLease()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.closeGrace()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.nodeRetention()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void builderOfAConfigurationKeepsEveryValue() {
    AzureBatchConfig config =
        config()
            .prefix("a/b/")
            .nodeIdentity("/subscriptions/1/id")
            .inputCache(InputCache.SHARED)
            .elevation(Elevation.ADMIN)
            .capacity(1)
            .parallelTransfers(2)
            .parallelRequests(3)
            .pollInterval(Duration.ofSeconds(4), Duration.ofSeconds(5))
            .retryTime(Duration.ofSeconds(6))
            .signatureLife(Duration.ofHours(7))
            .driverLease(Duration.ofSeconds(8))
            .closeGrace(Duration.ofSeconds(9))
            .nodeRetention(Duration.ofHours(10))
            .build();

    assertThat(config.toBuilder().build()).usingRecursiveComparison().isEqualTo(config);
    assertThat(config).usingRecursiveComparison().isNotEqualTo(config().build());
  }

  @Test
  void longestPollIntervalIsNotShorterThanTheShortest() {
    assertThatThrownBy(() -> config().pollInterval(Duration.ofSeconds(30), Duration.ofSeconds(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longest pollInterval must be PT30S or more");
  }

  @Test
  void textShowsNoSecret() {
    AzureBatchConfig config = config().build();

    assertThat(config)
        .hasToString(
            "AzureBatchConfig[https://me.westeurope.batch.azure.com,"
                + " https://me.blob.core.windows.net, jobs/lighterman/, Existing[poolId=pool]]");
    assertThat(config.batchAuth() + " " + config.storageAuth()).doesNotContain(KEY, "SECRET");
  }

  @Test
  void everythingThatIsMissingIsNamed() {
    assertThatThrownBy(() -> AzureBatchConfig.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batchEndpoint, batchAuth, storageEndpoint, storageAuth, container, pool must be set");
  }

  @Test
  void batchTakesNoSignature() {
    assertThatThrownBy(() -> config().batchAuth(AzureAuth.sas("sig=SECRET")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batchAuth")
        .hasMessageNotContaining("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "a-b-c",
        "0a1",
        "a23456789-123456789-123456789-123456789-123456789-123456789-123"
      })
  void containersNameIsTaken(String name) {
    assertThat(config().container(name).build().container()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "Abc",
        "a--b",
        "-abc",
        "abc-",
        "a_b",
        "a.b",
        "a/b",
        "$root",
        "äbc",
        "a23456789-123456789-123456789-123456789-123456789-123456789-1234"
      })
  void containersNameThatAzureWouldRefuseIsRefused(String name) {
    assertThatThrownBy(() -> config().container(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("container '" + name + "' must have");
  }

  @Test
  void addressInPlaceOfANameIsNotShownWithItsSignature() {
    String address = "https://me.blob.core.windows.net/jobs?sp=r&sig=SECRET";
    for (UnaryOperator<AzureBatchConfig.Builder> wrong :
        List.<UnaryOperator<AzureBatchConfig.Builder>>of(
            config -> config.container(address),
            config -> config.prefix(address),
            config -> config.storageEndpoint(URI.create(address)),
            config -> config.pool(PoolChoice.existing(address)))) {
      assertThatThrownBy(() -> wrong.apply(config()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("SECRET");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/", "a.b/C_d-1/"})
  void prefixIsTaken(String prefix) {
    assertThat(config().prefix(prefix).build().prefix()).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "/a/", "a//", "a b/", "ä/", "a\\"})
  void prefixThatIsNoneIsRefused(String prefix) {
    assertThatThrownBy(() -> config().prefix(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prefix '" + prefix + "'");
  }

  @Test
  void prefixHas200CharactersAtMost() {
    assertThatCode(() -> config().prefix("a".repeat(199) + "/")).doesNotThrowAnyException();
    assertThatThrownBy(() -> config().prefix("a".repeat(200) + "/"))
        .hasMessageContaining("200 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a/b",
        "a.b",
        "ä",
        "a23456789012345678901234567890123456789012345678901234567890123456"
      })
  void poolsNameThatAzureWouldRefuseIsRefused(String name) {
    assertThatThrownBy(() -> PoolChoice.existing(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 64 letters");
  }

  @ParameterizedTest
  @CsvSource({
    "https://me.batch.azure.com, true",
    "HTTPS://me.batch.azure.com/, true",
    "https://proxy.example/me, true",
    "http://localhost:80/me, true",
    "http://127.0.0.1:80, true",
    "http://[::1]:80, true",
    "http://me.batch.azure.com, false",
    "http://127.evil.example, false",
    "me.batch.azure.com, false",
    "ftp://me.batch.azure.com, false",
    "https:me, false",
    "https://me.batch.azure.com?a=b, false",
    "https://me:pass@me.batch.azure.com, false"
  })
  void addressMustBeSafe(URI uri, boolean fine) {
    for (UnaryOperator<AzureBatchConfig.Builder> set :
        List.<UnaryOperator<AzureBatchConfig.Builder>>of(
            config -> config.batchEndpoint(uri), config -> config.storageEndpoint(uri))) {
      if (fine) {
        assertThatCode(() -> set.apply(config())).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> set.apply(config()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("Endpoint must ")
            .hasMessageNotContaining("pass@");
      }
    }
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    Map<String, UnaryOperator<AzureBatchConfig.Builder>> wrong =
        Map.ofEntries(
            Map.entry("capacity", config -> config.capacity(0)),
            Map.entry("parallelTransfers", config -> config.parallelTransfers(0)),
            Map.entry("parallelTransfers must be 1 to 256", c -> c.parallelTransfers(257)),
            Map.entry("parallelRequests", config -> config.parallelRequests(0)),
            Map.entry("parallelRequests must be 1 to 256", c -> c.parallelRequests(257)),
            Map.entry(
                "pollInterval", c -> c.pollInterval(Duration.ofMillis(9), Duration.ofDays(1))),
            Map.entry(
                "longest pollInterval",
                config -> config.pollInterval(Duration.ofDays(1), Duration.ofMillis(9))),
            Map.entry("retryTime", config -> config.retryTime(Duration.ofMillis(-1))),
            Map.entry("signatureLife", config -> config.signatureLife(Duration.ofSeconds(59))),
            Map.entry("driverLease", config -> config.driverLease(Duration.ofMillis(999))),
            Map.entry("closeGrace", config -> config.closeGrace(Duration.ofMillis(-1))),
            Map.entry("nodeRetention", config -> config.nodeRetention(Duration.ofSeconds(59))));
    wrong.forEach(
        (message, set) ->
            assertThatThrownBy(() -> set.apply(config()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message));
  }

  @Test
  void valuesAtTheEndsOfTheirRangesAreTaken() {
    assertThatCode(
            () ->
                config()
                    .capacity(1)
                    .parallelTransfers(256)
                    .parallelRequests(256)
                    .pollInterval(Duration.ofMillis(10), Duration.ofMillis(10))
                    .retryTime(Duration.ZERO)
                    .signatureLife(Duration.ofMinutes(1))
                    .driverLease(Duration.ofSeconds(1))
                    .closeGrace(Duration.ZERO)
                    .nodeRetention(Duration.ofMinutes(1))
                    .build())
        .doesNotThrowAnyException();
  }
}
