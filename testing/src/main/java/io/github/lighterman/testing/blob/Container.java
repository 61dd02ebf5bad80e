package io.github.lighterman.testing.blob;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A container and its blobs. Reads take no lock and see each blob whole; changes come one after the
 * other, and nothing is read from or written to the network within one.
 */
final class Container {
  private final String name;
  private final ConcurrentSkipListMap<String, StoredBlob> blobs = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, Map<String, Bytes>> staged =
      new ConcurrentSkipListMap<>();
  private volatile Properties properties;

  /** What is said of the container itself. */
  record Properties(Map<String, String> metadata, Stamp stamp) {}

  Container(String name, Properties properties) {
    this.name = name;
    this.properties = properties;
  }

  String name() {
    return name;
  }

  Properties properties() {
    return properties;
  }

  void properties(Properties value) {
    properties = value;
  }

  NavigableMap<String, StoredBlob> blobs() {
    return blobs;
  }

  /** Returns the names of blobs of which there are blocks but no list of them yet. */
  NavigableMap<String, Map<String, Bytes>> staged() {
    return staged;
  }

  StoredBlob blob(String blobName) {
    StoredBlob blob = blobs.get(blobName);
    if (blob == null) {
      throw StorageError.BLOB_NOT_FOUND.exception();
    }
    return blob;
  }

  /** Replaces a blob and forgets blocks that were staged for it, since they'd belong to the old. */
  synchronized StoredBlob put(String blobName, Function<Optional<StoredBlob>, StoredBlob> change) {
    StoredBlob blob = change.apply(Optional.ofNullable(blobs.get(blobName)));
    blobs.put(blobName, blob);
    staged.remove(blobName);
    return blob;
  }

  /** Changes a blob that must be there. */
  synchronized StoredBlob change(String blobName, Function<StoredBlob, StoredBlob> change) {
    StoredBlob blob = change.apply(blob(blobName));
    blobs.put(blobName, blob);
    return blob;
  }

  /** Removes a blob that must be there, unless {@code check} throws. */
  synchronized void remove(String blobName, Function<StoredBlob, Boolean> check) {
    if (check.apply(blob(blobName))) {
      blobs.remove(blobName);
      staged.remove(blobName);
    }
  }

  /** Keeps a block until a list names it; a block of the same id is replaced. */
  synchronized void stage(String blobName, String id, Bytes content) {
    Map<String, Bytes> blocks = new LinkedHashMap<>(staged.getOrDefault(blobName, Map.of()));
    for (String other : blocks.keySet()) {
      if (other.length() != id.length()) {
        throw StorageError.INVALID_BLOB_OR_BLOCK.exception(
            "All block ids of a blob must have the same length.");
      }
    }
    blocks.put(id, content);
    staged.put(blobName, blocks);
  }

  @Nullable StoredBlob peek(String blobName) {
    return blobs.get(blobName);
  }
}
