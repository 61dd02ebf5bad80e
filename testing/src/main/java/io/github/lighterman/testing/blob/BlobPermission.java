package io.github.lighterman.testing.blob;

/** What a shared access signature may allow. */
public enum BlobPermission {
  /** Reads content, properties, metadata and block lists. */
  READ('r'),
  /** Adds blocks to append blobs. */
  ADD('a'),
  /** Makes new blobs, but overwrites none. */
  CREATE('c'),
  /** Makes and overwrites blobs, stages blocks, and changes properties and metadata. */
  WRITE('w'),
  /** Deletes blobs. */
  DELETE('d'),
  /** Lists blobs; only a signature for a container can have it. */
  LIST('l');

  private final char letter;

  BlobPermission(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }
}
