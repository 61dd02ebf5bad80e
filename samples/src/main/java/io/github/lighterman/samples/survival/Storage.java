package io.github.lighterman.samples.survival;

import com.azure.core.http.HttpClient;
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

/** Emulated Blob Storage with one container, {@code survival}: ours or Microsoft's. */
interface Storage extends AutoCloseable {
  /** The name of the container. */
  String CONTAINER = "survival";

  /** Returns where it is. */
  URI endpoint();

  /** Returns the name of the account. */
  String account();

  /** Returns the key of the account. */
  String key();

  /** Returns the names of all blobs. */
  List<String> blobs();

  /** Sets faults in place of those that there are, if it has any. */
  void fail(List<BlobFaultRule> rules);

  @Override
  void close();

  /** Starts ours. */
  static Storage ours() {
    BlobEmulator blobs = BlobEmulator.start();
    blobs.createContainer(CONTAINER);
    return new Ours(blobs);
  }

  /**
   * Starts Microsoft's, which is installed there.
   *
   * @throws IllegalStateException if it isn't
   */
  static Storage azurite(Path directory) {
    Azurite azurite = Azurite.start(directory);
    HttpClient http = new OkHttpAsyncHttpClientBuilder().build();
    BlobContainerClient container =
        new BlobServiceClientBuilder()
            .connectionString(azurite.connectionString())
            .httpClient(http)
            .buildClient()
            .getBlobContainerClient(CONTAINER);
    container.create();
    return new Microsofts(azurite, container);
  }

  /** Ours. */
  record Ours(BlobEmulator emulator) implements Storage {
    @Override
    public URI endpoint() {
      return emulator.endpoint();
    }

    @Override
    public String account() {
      return emulator.account();
    }

    @Override
    public String key() {
      return emulator.key();
    }

    @Override
    public List<String> blobs() {
      return emulator.container(CONTAINER).orElseThrow().blobs().stream()
          .map(blob -> blob.name())
          .toList();
    }

    @Override
    public void fail(List<BlobFaultRule> rules) {
      emulator.clearFaults();
      rules.forEach(emulator::inject);
    }

    @Override
    public void close() {
      emulator.close();
    }
  }

  /** Microsoft's. */
  record Microsofts(Azurite azurite, BlobContainerClient container) implements Storage {
    @Override
    public URI endpoint() {
      return azurite.endpoint();
    }

    @Override
    public String account() {
      return azurite.account();
    }

    @Override
    public String key() {
      return azurite.key();
    }

    @Override
    public List<String> blobs() {
      return container.listBlobs().stream().map(BlobItem::getName).toList();
    }

    @Override
    public void fail(List<BlobFaultRule> rules) {
      if (!rules.isEmpty()) {
        throw new UnsupportedOperationException("Azurite fails only as a wire does");
      }
    }

    @Override
    public void close() {
      azurite.close();
    }
  }
}
