package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a pool's nodes are reached and what they reach. How they talk with Batch itself is left to
 * the service.
 *
 * @param subnetId the resource id of the subnet that they join, in the account's region and
 *     subscription; empty for none. <a
 *     href="https://learn.microsoft.com/azure/batch/batch-virtual-network">Batch must be told who
 *     asks by an identity</a>, not by a key
 * @param publicIp from which public addresses they reach the internet
 * @param accelerated whether they reach the network without the host's virtual switch
 * @param betweenNodes whether they reach each other
 */
public record PoolNetwork(
    Optional<String> subnetId,
    PublicIp publicIp,
    AcceleratedNetworking accelerated,
    InterNodeCommunication betweenNodes) {
  private static final PoolNetwork DEFAULTS =
      new PoolNetwork(
          Optional.empty(),
          PublicIp.managed(),
          AcceleratedNetworking.OFF,
          InterNodeCommunication.OFF);

  /**
   * Checks that all goes together.
   *
   * @throws IllegalArgumentException if the subnet's id can't be one, or the addresses need one
   */
  public PoolNetwork {
    subnetId.ifPresent(
        id ->
            PoolRules.text(
                "subnetId",
                id,
                "(?i)/subscriptions/[^/\\s]+/resourceGroups/[^/\\s]+/providers/[^/\\s]+"
                    + "/virtualNetworks/[^/\\s]+/subnets/[^/\\s]+",
                "a resource id such as /subscriptions/s/resourceGroups/g/providers"
                    + "/Microsoft.Network/virtualNetworks/n/subnets/s"));
    requireNonNull(accelerated, "accelerated");
    requireNonNull(betweenNodes, "betweenNodes");
    if (!(requireNonNull(publicIp, "publicIp") instanceof PublicIp.Managed) && subnetId.isEmpty()) {
      throw new IllegalArgumentException(
          "nodes with public addresses of yours, or with none, must be in a subnet of yours; start"
              + " with PoolNetwork.inSubnet");
    }
  }

  /** Returns no subnet, addresses that Batch makes, and nothing beyond. */
  public static PoolNetwork ofDefaults() {
    return DEFAULTS;
  }

  /**
   * Returns that nodes join a subnet, with addresses that Batch makes.
   *
   * @param subnetId its resource id
   * @throws IllegalArgumentException if it can't be one
   */
  public static PoolNetwork inSubnet(String subnetId) {
    return new PoolNetwork(
        Optional.of(subnetId), DEFAULTS.publicIp, DEFAULTS.accelerated, DEFAULTS.betweenNodes);
  }

  /**
   * Returns a copy with these public addresses.
   *
   * @throws IllegalArgumentException if they aren't Batch's, and there is no subnet
   */
  public PoolNetwork withPublicIp(PublicIp publicIp) {
    return new PoolNetwork(subnetId, publicIp, accelerated, betweenNodes);
  }

  /** Returns a copy with or without accelerated networking. */
  public PoolNetwork withAccelerated(AcceleratedNetworking accelerated) {
    return new PoolNetwork(subnetId, publicIp, accelerated, betweenNodes);
  }

  /** Returns a copy whose nodes reach each other or don't. */
  public PoolNetwork withBetweenNodes(InterNodeCommunication betweenNodes) {
    return new PoolNetwork(subnetId, publicIp, accelerated, betweenNodes);
  }
}
