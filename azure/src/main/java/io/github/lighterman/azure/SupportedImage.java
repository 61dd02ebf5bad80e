package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
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

  /** Returns this version of it, with its agent. */
  PoolImage.Named named(String version) {
    return new PoolImage.Named(publisher, offer, sku, version, Optional.of(agent));
  }

  boolean is(PoolImage.Named named) {
    return publisher.equalsIgnoreCase(named.publisher())
        && offer.equalsIgnoreCase(named.offer())
        && sku.equalsIgnoreCase(named.sku());
  }

  /** Returns a number that is the greater, the more of its name is that of another image. */
  int likeness(PoolImage.Named named) {
    return likeness(publisher, named.publisher())
        + likeness(offer, named.offer())
        + likeness(sku, named.sku());
  }

  boolean hasContainerEngine() {
    return capabilities.contains("DockerCompatible");
  }

  /**
   * Returns whether programs on it can use gpus. The service does not list the drivers of images
   * for high-performance computing, which have them.
   * https://learn.microsoft.com/azure/virtual-machines/azure-hpc-vm-images
   */
  boolean hasGpuDrivers() {
    return offer.endsWith("-hpc")
        || capabilities.stream().anyMatch(capability -> capability.startsWith("Nvidia"));
  }

  /** Returns whether it's for processors of the architecture ARM64; others are for X64. */
  boolean isArm64() {
    return agent.endsWith("arm64") || sku.endsWith("arm64");
  }

  /** Returns its name, for people. */
  String words() {
    return "'" + publisher + " " + offer + " " + sku + "'";
  }

  private static int likeness(String one, String other) {
    String common = Strings.commonPrefix(Ascii.toLowerCase(one), Ascii.toLowerCase(other));
    return one.equalsIgnoreCase(other) ? 100 : common.length();
  }
}
