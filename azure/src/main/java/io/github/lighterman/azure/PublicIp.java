package io.github.lighterman.azure;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** From which public addresses a pool's nodes reach the internet. Immutable. */
public sealed interface PublicIp {
  /** Returns addresses that Batch makes and deletes with the pool. */
  static PublicIp managed() {
    return new Managed();
  }

  /**
   * Returns none: the pool must be in a subnet from which nodes reach Batch and storage some other
   * way. See <a
   * href="https://learn.microsoft.com/azure/batch/simplified-node-communication-pool-no-public-ip">Batch's
   * page on these pools</a>.
   */
  static PublicIp none() {
    return new None();
  }

  /**
   * Returns addresses that are there; the pool must be in a subnet. Each serves 100 dedicated and
   * 100 spot nodes. See <a
   * href="https://learn.microsoft.com/azure/batch/create-pool-public-ip">Batch's page on these
   * pools</a>.
   *
   * @param resourceIds one or more, each such as {@code
   *     /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/a}
   * @throws IllegalArgumentException if there is none, one twice, or one can't be a resource id
   */
  static PublicIp given(List<String> resourceIds) {
    return new Given(resourceIds);
  }

  /** Addresses that Batch makes. */
  record Managed() implements PublicIp {}

  /** No address. */
  record None() implements PublicIp {}

  /**
   * Addresses that are there.
   *
   * @param resourceIds one or more
   */
  record Given(List<String> resourceIds) implements PublicIp {
    /**
     * Checks the ids.
     *
     * @throws IllegalArgumentException if there is none, one twice, or one can't be a resource id
     */
    public Given {
      resourceIds = List.copyOf(resourceIds);
      if (resourceIds.isEmpty()) {
        throw new IllegalArgumentException("there must be a public address; or use PublicIp.none");
      }
      HashSet<String> seen = new HashSet<>();
      for (String id : resourceIds) {
        PoolRules.resourceId(
            "a public address",
            id,
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/a");
        if (!seen.add(id.toLowerCase(Locale.ROOT))) {
          throw new IllegalArgumentException("public address '" + id + "' is given twice");
        }
      }
    }
  }
}
