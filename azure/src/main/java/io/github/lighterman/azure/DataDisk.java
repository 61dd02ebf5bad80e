package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

/**
 * An empty disk that every node of a pool gets, and that goes with its node.
 *
 * @param lun the number under which the node sees it, 0 to 63
 * @param gib its size in GiB, 1 to 32,767, as <a
 *     href="https://learn.microsoft.com/azure/virtual-machines/disks-types">Azure has them</a>
 * @param caching what the host keeps of it; <a
 *     href="https://learn.microsoft.com/azure/virtual-machines/premium-storage-performance#disk-caching">
 *     nothing</a> of one of 4,096 GiB or more
 * @param type what it's made of
 */
public record DataDisk(int lun, int gib, DiskCaching caching, DiskType type) {
  private static final int MOST_CACHED_GIB = 4_095;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range, or a disk of this size can't be
   *     cached
   */
  public DataDisk {
    PoolRules.range("lun", lun, 0, 63);
    PoolRules.range("the size of a data disk in GiB", gib, 1, 32_767);
    requireNonNull(caching, "caching");
    requireNonNull(type, "type");
    if (gib > MOST_CACHED_GIB && caching != DiskCaching.NONE) {
      throw new IllegalArgumentException(
          "Azure caches no disk of 4,096 GiB or more; set DiskCaching.NONE, or take several disks");
    }
  }

  /**
   * Returns a standard SSD, cached for reading and writing if it's small enough for that.
   *
   * @param lun the number under which the node sees it, 0 to 63
   * @param gib its size in GiB, 1 to 32,767
   * @throws IllegalArgumentException if one is out of its range
   */
  public static DataDisk of(int lun, int gib) {
    return new DataDisk(
        lun,
        gib,
        gib > MOST_CACHED_GIB ? DiskCaching.NONE : DiskCaching.READ_WRITE,
        DiskType.STANDARD_SSD);
  }
}
