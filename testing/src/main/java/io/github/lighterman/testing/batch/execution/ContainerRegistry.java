package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where to pull images, with which account.
 *
 * @param server such as {@code registry.example.org}; empty means Docker Hub
 * @param userName whom to log in as, if anybody
 * @param password that account's password; never shown
 * @param identity the resource id of the managed identity to log in with instead
 */
public record ContainerRegistry(
    Optional<String> server,
    Optional<String> userName,
    Optional<String> password,
    Optional<String> identity) {
  /** Checks that nothing is missing. */
  public ContainerRegistry {
    requireNonNull(server, "server");
    requireNonNull(userName, "userName");
    requireNonNull(password, "password");
    requireNonNull(identity, "identity");
  }

  @Override
  public String toString() {
    return "ContainerRegistry[" + server.orElse("") + ", " + userName.orElse("") + "]";
  }
}
