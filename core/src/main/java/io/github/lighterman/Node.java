package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The machine that an attempt ran on.
 *
 * @param id its name at the backend
 * @param machineType its size at the backend, if it has one
 * @param lease on which terms it was had
 * @param share how much of it was kept for the attempt, more than 0 and at most 1, where the
 *     backend knows
 */
public record Node(String id, Optional<String> machineType, Lease lease, OptionalDouble share) {
  /** On which terms a machine is had. */
  public enum Lease {
    /** It's ours until we give it back. */
    DEDICATED,
    /** The backend can take it away. */
    SPOT
  }

  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if there is one, and it's 0 or less, or more than 1
   */
  public Node {
    requireNonNull(id, "id");
    requireNonNull(machineType, "machineType");
    requireNonNull(lease, "lease");
    if (share.isPresent() && !(share.getAsDouble() > 0 && share.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "the share of node " + id + " must be more than 0 and at most 1, not " + share);
    }
  }

  /** Creates a node of which nobody knows how much was kept for the attempt. */
  public Node(String id, Optional<String> machineType, Lease lease) {
    this(id, machineType, lease, OptionalDouble.empty());
  }

  /**
   * Returns this node with this much of it kept for the attempt.
   *
   * @throws IllegalArgumentException if {@code share} is 0 or less, or more than 1
   */
  public Node withShare(double share) {
    return new Node(id, machineType, lease, OptionalDouble.of(share));
  }
}
