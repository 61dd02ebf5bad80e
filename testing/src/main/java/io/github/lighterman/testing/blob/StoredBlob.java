package io.github.lighterman.testing.blob;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A blob as it is at one time; a change makes another one. */
record StoredBlob(
    BlobType type,
    Bytes content,
    List<Block> blocks,
    BlobHeaders headers,
    Map<String, String> metadata,
    Stamp stamp,
    Optional<BlobCopy> copy) {

  /** A part of a block blob, or a block of one that was appended. */
  record Block(String id, Bytes content) {}

  /** Where a blob was copied from. */
  record BlobCopy(String id, String source, Instant completed) {}

  StoredBlob withHeaders(BlobHeaders newHeaders, Stamp newStamp) {
    return new StoredBlob(type, content, blocks, newHeaders, metadata, newStamp, copy);
  }

  StoredBlob withMetadata(Map<String, String> newMetadata, Stamp newStamp) {
    return new StoredBlob(type, content, blocks, headers, newMetadata, newStamp, copy);
  }

  StoredBlob withAppended(List<Block> newBlocks, Bytes newContent, Stamp newStamp) {
    return new StoredBlob(type, newContent, newBlocks, headers, metadata, newStamp, copy);
  }
}
