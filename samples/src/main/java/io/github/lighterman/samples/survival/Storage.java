package io.github.lighterman.samples.survival;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import io.github.lighterman.testing.blob.Azurite;
import io.github.lighterman.testing.blob.BlobEmulator;
import io.github.lighterman.testing.blob.BlobFaultRule;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Emulated Blob Storage with one container, {@code survival}: ours or Microsoft's.
 *
 * @param endpoint where it is
 * @param account the name of the account
 * @param key the key of the account
 * @param names returns the names of all blobs
 * @param faults sets faults in place of those that there are
 * @param end ends it
 */
record Storage(
    URI endpoint,
    String account,
    String key,
    Supplier<List<String>> names,
    Consumer<List<BlobFaultRule>> faults,
    Runnable end)
    implements AutoCloseable {
  static final String CONTAINER = "survival";

  /** Starts ours. */
  static Storage ours() {
    BlobEmulator blobs = BlobEmulator.start();
    blobs.createContainer(CONTAINER);
    return new Storage(
        blobs.endpoint(),
        blobs.account(),
        blobs.key(),
        () ->
            blobs.container(CONTAINER).orElseThrow().blobs().stream()
                .map(blob -> blob.name())
                .toList(),
        rules -> {
          blobs.clearFaults();
          rules.forEach(blobs::inject);
        },
        blobs::close);
  }

  /**
   * Starts Microsoft's, which is installed there. It fails only as a wire does.
   *
   * @throws IllegalStateException if it isn't
   */
  static Storage azurite(Path directory) {
    Azurite azurite = Azurite.start(directory);
    BlobContainerClient container =
        new BlobServiceClientBuilder()
            .connectionString(azurite.connectionString())
            .httpClient(new OkHttpAsyncHttpClientBuilder().build())
            .buildClient()
            .getBlobContainerClient(CONTAINER);
    container.create();
    return new Storage(
        azurite.endpoint(),
        azurite.account(),
        azurite.key(),
        () -> container.listBlobs().stream().map(BlobItem::getName).toList(),
        rules -> {
          if (!rules.isEmpty()) {
            throw new UnsupportedOperationException("Azurite fails only as a wire does");
          }
        },
        azurite::close);
  }

  /** Returns the names of all blobs. */
  List<String> blobs() {
    return names.get();
  }

  /** Sets faults in place of those that there are, if it has any. */
  void fail(List<BlobFaultRule> rules) {
    faults.accept(rules);
  }

  @Override
  public void close() {
    end.run();
  }
}
