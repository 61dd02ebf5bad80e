package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

/**
 * A registry of container images that asks who pulls. One that doesn't ask needs no mention.
 *
 * @param server its host and, if it's not 443, its port, as images name it: {@code me.azurecr.io},
 *     {@code docker.io}
 * @param auth how nodes show it that they may pull
 */
public record Registry(String server, RegistryAuth auth) {
  /**
   * Checks the server.
   *
   * @throws IllegalArgumentException if it's no host with or without a port
   */
  public Registry {
    PoolRules.text(
        "the server of a registry",
        server,
        "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\\d{1,5})?",
        "a host such as me.azurecr.io, without https:// and path");
    requireNonNull(auth, "auth");
  }

  /**
   * Returns the registry.
   *
   * @throws IllegalArgumentException if {@code server} is no host with or without a port
   */
  public static Registry of(String server, RegistryAuth auth) {
    return new Registry(server, auth);
  }
}
