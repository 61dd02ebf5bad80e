package io.github.lighterman.azure;

/**
 * Whether nodes reach the network without the host's virtual switch, for sizes that can. See <a
 * href="https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview">Azure's
 * page</a>.
 */
public enum AcceleratedNetworking {
  /** They do. */
  ON,
  /** They don't. */
  OFF
}
