package io.github.lighterman.testing.batch.execution;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The container in which an attempt runs, as the engine tells it.
 *
 * @param containerId the engine's id
 * @param state the engine's word for its state, such as {@code running}, if known
 * @param error what the engine says went wrong, if anything
 */
public record ContainerInfo(String containerId, Optional<String> state, Optional<String> error) {
  /** Checks that nothing is missing. */
  public ContainerInfo {
    requireNonNull(containerId, "containerId");
    requireNonNull(state, "state");
    requireNonNull(error, "error");
  }
}
