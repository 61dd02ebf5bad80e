package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A machine image that the service offers for pools.
 *
 * @param publisher such as {@code microsoft-dsvm}
 * @param offer such as {@code ubuntu-hpc}
 * @param sku such as {@code 2404}
 * @param agent the id of the node agent that goes with it, such as {@code batch.node.ubuntu 24.04}
 * @param capabilities in the service's words, such as {@code DockerCompatible}
 * @param supportEnds when Batch gives it up, if that is known
 */
record SupportedImage(
    String publisher,
    String offer,
    String sku,
    String agent,
    Set<String> capabilities,
    Optional<Instant> supportEnds) {
  SupportedImage {
    requireNonNull(publisher, "publisher");
    requireNonNull(offer, "offer");
    requireNonNull(sku, "sku");
    requireNonNull(agent, "agent");
    capabilities = Set.copyOf(capabilities);
    requireNonNull(supportEnds, "supportEnds");
  }

  /** Returns the latest version of it, with its agent. */
  PoolImage.Named named() {
    return new PoolImage.Named(
        publisher, offer, sku, PoolImage.Named.LATEST, Optional.of(agent));
  }
}
