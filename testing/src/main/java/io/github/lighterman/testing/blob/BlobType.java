package io.github.lighterman.testing.blob;

/** What a blob is made of. */
public enum BlobType {
  /** Blocks that are put together by a list, or one body. */
  BLOCK("BlockBlob"),
  /** Blocks of which one after the other is added at the end. */
  APPEND("AppendBlob");

  private final String header;

  BlobType(String header) {
    this.header = header;
  }

  /** Returns the value of the header that names the type. */
  String header() {
    return header;
  }
}
