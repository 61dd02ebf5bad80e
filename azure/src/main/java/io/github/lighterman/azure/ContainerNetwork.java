package io.github.lighterman.azure;

/** Which network a container sees. */
public enum ContainerNetwork {
  /** A network of its own behind the node's address. */
  BRIDGE,
  /** The node's own, as a process without a container has it. */
  HOST,
  /** None but itself. */
  NONE
}
