package io.github.lighterman.azure;

/** Where a node's OS disk lies. */
public enum OsDisk {
  /** In Azure Storage. */
  MANAGED,
  /**
   * In the cache of the node's host: quicker, at no cost, and only for sizes whose cache has room.
   * Not for spot machines. See <a
   * href="https://learn.microsoft.com/azure/batch/create-pool-ephemeral-os-disk">Batch's page on
   * these disks</a>.
   */
  EPHEMERAL
}
