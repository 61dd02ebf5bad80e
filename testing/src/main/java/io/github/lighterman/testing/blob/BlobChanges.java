package io.github.lighterman.testing.blob;

import java.util.Map;
import java.util.Set;

/** The operations that change or delete a blob without bringing bytes. */
final class BlobChanges {
  private final BlobStore store;

  BlobChanges(BlobStore store) {
    this.store = store;
  }

  Answer setMetadata(Call call) {
    Map<String, String> metadata = Metadata.of(call.request());
    StoredBlob blob =
        container(call)
            .change(
                call.target().blob(),
                before -> {
                  call.conditions().checkWrite(before.stamp());
                  return before.withMetadata(metadata, store.changed(before.stamp()));
                });
    return Answer.of(200).stamp(blob.stamp()).header("x-ms-request-server-encrypted", "true");
  }

  /** Replaces all headers: one that isn't sent is gone afterwards. */
  Answer setProperties(Call call) {
    BlobHeaders headers = BlobHeaders.of(call.request());
    headers.value(BlobHeaders.MD5).ifPresent(md5 -> Call.requireMd5("x-ms-blob-content-md5", md5));
    StoredBlob blob =
        container(call)
            .change(
                call.target().blob(),
                before -> {
                  call.conditions().checkWrite(before.stamp());
                  return before.withHeaders(headers, store.changed(before.stamp()));
                });
    return Answer.of(200).stamp(blob.stamp());
  }

  Answer delete(Call call) {
    // There are no snapshots, so deleting only them deletes nothing.
    String snapshots = call.header("x-ms-delete-snapshots").orElse("include");
    if (!Set.of("include", "only").contains(snapshots)) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          "x-ms-delete-snapshots must be include or only, not '" + snapshots + "'.");
    }
    container(call)
        .remove(
            call.target().blob(),
            blob -> {
              call.conditions().checkWrite(blob.stamp());
              return snapshots.equals("include");
            });
    return Answer.of(202).header("x-ms-delete-type-permanent", "true");
  }

  private Container container(Call call) {
    return store.container(call.target().container());
  }
}
