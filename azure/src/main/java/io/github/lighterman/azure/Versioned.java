package io.github.lighterman.azure;

/**
 * A blob's content as it was read.
 *
 * @param bytes all of it; nobody changes them
 * @param etag which version it is, for {@link BlobContainer#replace}
 */
@SuppressWarnings("ArrayRecordComponent") // One version is never compared with another by this.
record Versioned(byte[] bytes, String etag) {}
