package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The machine that an attempt ran on.
 *
 * @param id its name at the backend
 * @param machineType its size at the backend, if it has one
 * @param lease on which terms it was had
 */
public record Node(String id, Optional<String> machineType, Lease lease) {
  /** On which terms a machine is had. */
  public enum Lease {
    /** It's ours until we give it back. */
    DEDICATED,
    /** The backend can take it away. */
    SPOT
  }

  /** Checks that nothing is null. */
  public Node {
    requireNonNull(id, "id");
    requireNonNull(machineType, "machineType");
    requireNonNull(lease, "lease");
  }
}
