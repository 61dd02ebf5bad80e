package io.github.lighterman.azure;

/**
 * What a disk is made of, all with copies in one place alone. See <a
 * href="https://learn.microsoft.com/azure/virtual-machines/disks-types">Azure's page on disk
 * types</a>.
 */
public enum DiskType {
  /** The slowest and cheapest, {@code standard_lrs}. */
  STANDARD_HDD,
  /** {@code standardssd_lrs}, for machines of every size. */
  STANDARD_SSD,
  /** {@code premium_lrs}, for machines whose size has an {@code s} in its name. */
  PREMIUM_SSD
}
