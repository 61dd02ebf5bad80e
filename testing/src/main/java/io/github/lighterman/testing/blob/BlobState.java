package io.github.lighterman.testing.blob;

import java.time.Instant;
import java.util.Map;

/**
 * A blob as it was at one time.
 *
 * @param name the name, with slashes where it has some
 * @param type what it's made of
 * @param size its size in bytes, from 0
 * @param headers the headers that come back with it, such as {@code Content-Type}, by name
 * @param metadata its metadata, by name
 * @param etag its entity tag, without quotes; every change gives it another
 * @param lastModified when it was changed last, by the emulator's clock
 */
public record BlobState(
    String name,
    BlobType type,
    long size,
    Map<String, String> headers,
    Map<String, String> metadata,
    String etag,
    Instant lastModified) {

  /** Keeps what was given, which nobody changes. */
  public BlobState {
    headers = Map.copyOf(headers);
    metadata = Map.copyOf(metadata);
  }

  static BlobState of(String name, StoredBlob blob) {
    return new BlobState(
        name,
        blob.type(),
        blob.content().length(),
        blob.headers().values(),
        blob.metadata(),
        blob.stamp().etag(),
        blob.stamp().modified());
  }
}
