package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The disks of a pool's nodes, beside the temporary one that a size may have.
 *
 * @param data empty disks, which each node formats and mounts as one before its first job; none by
 *     default
 * @param mountPath the absolute path where they are mounted, which containers see under the same
 *     path; empty for the place where Batch keeps the jobs' directories, so that every job works on
 *     them without knowing
 * @param dockerRoot whether the container engine keeps its files there too
 * @param osDiskGib the size of the OS disk in GiB, 1 to 4,095, not less than the image's; empty for
 *     the image's. See <a
 *     href="https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview#os-disk">Azure's
 *     page</a>
 * @param osDisk where the OS disk lies
 */
public record PoolDisks(
    List<DataDisk> data,
    Optional<String> mountPath,
    DockerRoot dockerRoot,
    OptionalInt osDiskGib,
    OsDisk osDisk) {
  private static final PoolDisks DEFAULTS = builder().build();

  /**
   * Checks that all goes together.
   *
   * @throws IllegalArgumentException if a number is out of its range, two disks have one number, or
   *     something asks for data disks that aren't there
   */
  public PoolDisks {
    data = List.copyOf(data);
    requireNonNull(dockerRoot, "dockerRoot");
    requireNonNull(osDisk, "osDisk");
    osDiskGib.ifPresent(gib -> PoolRules.range("osDiskGib", gib, 1, 4_095));
    Set<Integer> luns = new HashSet<>();
    for (DataDisk disk : data) {
      if (!luns.add(disk.lun())) {
        throw new IllegalArgumentException(
            "two data disks have lun " + disk.lun() + "; give each its own, 0 to 63");
      }
    }
    mountPath.ifPresent(PoolDisks::requireMountPath);
    if (data.isEmpty() && mountPath.isPresent()) {
      throw new IllegalArgumentException("mountPath is for data disks; add one, or leave it out");
    }
    if (data.isEmpty() && dockerRoot == DockerRoot.MOVED) {
      throw new IllegalArgumentException(
          "Docker's root can be moved to data disks alone; add one, or leave the root");
    }
  }

  /** Returns that a node has the disks of its size and image alone. */
  public static PoolDisks ofDefaults() {
    return DEFAULTS;
  }

  /** Returns a builder that starts with the defaults: no data disk, and a managed OS disk. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns how much the data disks have as one volume: as many times the smallest as there are.
   * It's empty if jobs don't have their directories there.
   */
  Optional<DataSize> space() {
    if (mountPath.isPresent()) {
      return Optional.empty();
    }
    OptionalInt least = data.stream().mapToInt(DataDisk::gib).min();
    return least.isEmpty()
        ? Optional.empty()
        : Optional.of(DataSize.ofGibibytes((long) least.getAsInt() * data.size()));
  }

  private static void requireMountPath(String path) {
    PoolRules.text(
        "mountPath",
        path,
        "(/[A-Za-z0-9_][A-Za-z0-9._-]*)+",
        "an absolute path of letters, digits, '.', '_' and '-', no part of which starts with '.'"
            + " or '-'");
    if (path.matches("/(bin|boot|dev|etc|home|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)")) {
      throw new IllegalArgumentException(
          "mountPath must not hide the node's own " + path + "; take one such as /data");
    }
  }

  /** Builds {@link PoolDisks}. Not safe for use by several threads. */
  public static final class Builder {
    private List<DataDisk> data = List.of();
    private Optional<String> mountPath = Optional.empty();
    private DockerRoot dockerRoot = DockerRoot.LEFT;
    private OptionalInt osDiskGib = OptionalInt.empty();
    private OsDisk osDisk = OsDisk.MANAGED;

    private Builder() {}

    /** Sets the data disks, in place of those set before. Several are mounted as one. */
    public Builder data(DataDisk... disks) {
      data = List.of(disks);
      return this;
    }

    /** Sets where data disks are mounted. Default: where Batch keeps the jobs' directories. */
    public Builder mountPath(String path) {
      mountPath = Optional.of(path);
      return this;
    }

    /** Sets whether the container engine keeps its files on data disks. Default: not. */
    public Builder dockerRoot(DockerRoot root) {
      dockerRoot = root;
      return this;
    }

    /** Sets the size of the OS disk in GiB, 1 to 4,095. Default: the image's. */
    public Builder osDiskGib(int gib) {
      osDiskGib = OptionalInt.of(gib);
      return this;
    }

    /** Sets where the OS disk lies. Default: managed. */
    public Builder osDisk(OsDisk place) {
      osDisk = place;
      return this;
    }

    /**
     * Returns the disks.
     *
     * @throws IllegalArgumentException if a number is out of its range, or not all goes together
     */
    public PoolDisks build() {
      return new PoolDisks(data, mountPath, dockerRoot, osDiskGib, osDisk);
    }
  }
}
