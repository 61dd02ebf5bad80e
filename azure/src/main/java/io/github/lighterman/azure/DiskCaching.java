package io.github.lighterman.azure;

/** What a node's host keeps of a disk in a cache of its own. */
public enum DiskCaching {
  /** Nothing. */
  NONE,
  /** What was read. */
  READ_ONLY,
  /** What was read, and what is not written yet. */
  READ_WRITE
}
