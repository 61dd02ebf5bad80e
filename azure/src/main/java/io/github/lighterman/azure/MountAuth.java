package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.SecretRef;

/** How nodes show storage that they may mount a container. Immutable, and holds no secret. */
public sealed interface MountAuth {
  /** Returns where the storage account's key lies, which is fetched when the pool is made. */
  static MountAuth key(SecretRef key) {
    return new Key(key);
  }

  /**
   * Returns where a shared access signature lies, the query of a signed address, which is fetched
   * when the pool is made. It must be good for as long as nodes may start.
   */
  static MountAuth sas(SecretRef sas) {
    return new Sas(sas);
  }

  /**
   * Returns a user-assigned identity of the pool. No client of Batch's own API can give a pool
   * identities (<a href="https://learn.microsoft.com/azure/batch/managed-identity-pools">they're
   * given through Azure's resource manager</a>): Batch refuses a pool that names one it doesn't
   * have, and a pool that has one is best used by {@link PoolChoice#existing}.
   *
   * @param resourceId such as {@code
   *     /subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i}
   * @throws IllegalArgumentException if it can't be a resource id
   */
  static MountAuth identity(String resourceId) {
    return new Identity(resourceId);
  }

  /**
   * The storage account's key.
   *
   * @param key where it lies
   */
  record Key(SecretRef key) implements MountAuth {
    /** Checks that nothing is null. */
    public Key {
      requireNonNull(key, "key");
    }
  }

  /**
   * A shared access signature.
   *
   * @param sas where it lies
   */
  record Sas(SecretRef sas) implements MountAuth {
    /** Checks that nothing is null. */
    public Sas {
      requireNonNull(sas, "sas");
    }
  }

  /**
   * A user-assigned identity of the pool.
   *
   * @param resourceId the identity's resource id
   */
  record Identity(String resourceId) implements MountAuth {
    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if it can't be a resource id
     */
    public Identity {
      PoolRules.resourceId("the identity for a mount", resourceId, RegistryAuth.Identity.FORM);
    }
  }
}
