package io.github.lighterman.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.blob.BlobEmulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import reactor.core.publisher.Mono;

/** Configurations for tests of storage. */
final class BlobFixture {
  private static final Path AZURITE = Path.of("../testing/azurite");

  private BlobFixture() {}

  /** Returns a configuration for a container, in which all else is of no use. */
  static AzureBatchConfig config(URI endpoint, AzureAuth auth, String container) {
    return AzureBatchConfig.builder()
        .batchEndpoint(URI.create("https://nobody.batch.azure.com"))
        .batchAuth(AzureAuth.sharedKey("nobody", "bm9uZQ=="))
        .storageEndpoint(endpoint)
        .storageAuth(auth)
        .container(container)
        .pool(PoolChoice.existing("none"))
        .retryTime(Duration.ofMillis(200))
        .build();
  }

  static AzureBatchConfig config(BlobEmulator emulator, String container) {
    return config(
        emulator.endpoint(), AzureAuth.sharedKey(emulator.account(), emulator.key()), container);
  }

  /** Returns an identity whose tokens the emulator takes. */
  static AzureAuth identity(BlobEmulator emulator, Clock clock) {
    TokenCredential credential =
        request ->
            Mono.fromSupplier(
                () ->
                    new AccessToken(
                        emulator.bearerToken(Duration.ofHours(1)),
                        clock.instant().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC)));
    return AzureAuth.identity(credential);
  }

  /** Returns the Azurite of this JVM, or skips the test with the reason why there is none. */
  static Azurite azurite(ExtensionContext context) {
    Optional<String> missing = Azurite.missing(AZURITE);
    Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    return context
        .getRoot()
        .getStore(Namespace.create(Azurite.class))
        .computeIfAbsent(Azurite.class, key -> Azurite.start(AZURITE), Azurite.class);
  }
}
