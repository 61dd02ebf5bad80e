package io.github.lighterman.testing.blob;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as it was at one time.
 *
 * @param name its name
 * @param metadata its metadata, by name
 * @param blobs its blobs, sorted by name
 * @param staged the names of blobs for which blocks were staged that no list has named yet, sorted
 */
public record ContainerState(
    String name, Map<String, String> metadata, List<BlobState> blobs, List<String> staged) {

  /** Keeps what was given, which nobody changes. */
  public ContainerState {
    metadata = Map.copyOf(metadata);
    blobs = List.copyOf(blobs);
    staged = List.copyOf(staged);
  }

  /** Returns the blob of this name, or empty if there was none. */
  public Optional<BlobState> blob(String blobName) {
    return blobs.stream().filter(blob -> blob.name().equals(blobName)).findFirst();
  }

  static ContainerState of(Container container) {
    return new ContainerState(
        container.name(),
        container.properties().metadata(),
        container.blobs().entrySet().stream()
            .map(entry -> BlobState.of(entry.getKey(), entry.getValue()))
            .toList(),
        List.copyOf(container.staged().keySet()));
  }
}
