package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.SecretRef;

/** How nodes show a registry that they may pull from it. Immutable, and holds no secret. */
public sealed interface RegistryAuth {
  /**
   * Returns a user and where the password lies, which is fetched when the pool is made and sent to
   * Batch alone.
   *
   * @throws IllegalArgumentException if the name is empty or holds a blank
   */
  static RegistryAuth password(String user, SecretRef password) {
    return new Password(user, password);
  }

  /**
   * Returns a user-assigned identity of the pool, for an Azure Container Registry. No client of
   * Batch's own API can give a pool identities (<a
   * href="https://learn.microsoft.com/azure/batch/managed-identity-pools">they're given through
   * Azure's resource manager</a>): Batch refuses a pool that names one it doesn't have, and a pool
   * that has one is best used by {@link PoolChoice#existing}.
   *
   * @param resourceId such as {@code
   *     /subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i}
   * @throws IllegalArgumentException if it can't be a resource id
   */
  static RegistryAuth identity(String resourceId) {
    return new Identity(resourceId);
  }

  /**
   * A user and a password.
   *
   * @param user the name, without blanks
   * @param password where the password lies
   */
  record Password(String user, SecretRef password) implements RegistryAuth {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it's empty or holds a blank
     */
    public Password {
      PoolRules.text("the user of a registry", user, "\\S{1,256}", "1 to 256 characters, no blank");
      requireNonNull(password, "password");
    }
  }

  /**
   * A user-assigned identity of the pool.
   *
   * @param resourceId the identity's resource id
   */
  record Identity(String resourceId) implements RegistryAuth {
    static final String FORM =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity"
            + "/userAssignedIdentities/i";

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if it can't be a resource id
     */
    public Identity {
      PoolRules.resourceId("the identity for a registry", resourceId, FORM);
    }
  }
}
