package io.github.lighterman.azure;

import com.azure.core.util.Context;
import io.github.lighterman.staging.StagingArea;
import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.contract.StagingAreaContract;
import io.github.lighterman.testing.contract.StagingTrait;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each root is a container of its own, since a prefix takes from the length of names. */
final class BlobStagingAreaInAzuriteContractTest extends StagingAreaContract {
  private final String test = UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, BlobContainer> containers = new HashMap<>();
  private @Nullable Azurite azurite;

  @RegisterExtension
  final BeforeEachCallback start = context -> azurite = BlobFixture.azurite(context);

  @AfterEach
  void close() {
    for (BlobContainer container : containers.values()) {
      container.client().deleteIfExists();
      container.close();
    }
  }

  @Override
  protected synchronized StagingArea open(String root) {
    return new BlobStagingArea(containers.computeIfAbsent(root, this::container), "");
  }

  private BlobContainer container(String root) {
    Azurite store = Optional.ofNullable(azurite).orElseThrow();
    BlobContainer container =
        BlobContainer.open(
            BlobFixture.config(
                store.endpoint(),
                AzureAuth.sharedKey(store.account(), store.key()),
                root + "-" + test));
    container.client().createWithResponse(null, null, null, Context.NONE);
    return container;
  }

  /** Azurite fails with status 500 to list such names. */
  @Override
  protected boolean has(StagingTrait trait) {
    return trait != StagingTrait.CONTROL_CHARACTERS;
  }
}
