package io.github.lighterman.azure;

/** Where a node's container engine keeps images and the files that containers write. */
public enum DockerRoot {
  /** On the data disks, which are larger than the OS disk and fill no others. */
  MOVED,
  /** Where the machine image has it, which is often the OS disk. */
  LEFT
}
