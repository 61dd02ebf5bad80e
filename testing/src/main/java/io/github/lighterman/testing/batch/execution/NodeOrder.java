package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A node that boots.
 *
 * @param node which one
 * @param disk whether its files are to be kept
 * @param containerImages the images to be pulled before it is ready; empty if none
 * @param registries where images may be pulled from with an account, as the pool says
 */
public record NodeOrder(
    NodeKey node, Disk disk, List<String> containerImages, List<ContainerRegistry> registries) {

  /** What becomes of files from before. */
  public enum Disk {
    /** The node is new or gets a new operating system: it starts with no files. */
    BLANK,
    /** The node was rebooted: its files are as before. */
    KEPT
  }

  /** Copies the lists. */
  public NodeOrder {
    requireNonNull(node, "node");
    requireNonNull(disk, "disk");
    containerImages = List.copyOf(containerImages);
    registries = List.copyOf(registries);
  }
}
