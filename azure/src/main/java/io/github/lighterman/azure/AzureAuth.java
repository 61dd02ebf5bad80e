package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import com.azure.core.credential.TokenCredential;
import java.util.Base64;

/**
 * How a service is told who asks. Batch and storage choose apart from each other. What is secret in
 * it stands in no {@code toString}.
 */
public sealed interface AzureAuth {
  /** Returns the account's own key. */
  static AzureAuth sharedKey(String account, String key) {
    return new SharedKey(account, key);
  }

  /** Returns an identity, such as one of azure-identity's credentials. */
  static AzureAuth identity(TokenCredential credential) {
    return new Identity(credential);
  }

  /**
   * Returns a shared access signature, for storage alone.
   *
   * @param token the query of a signed address, with or without the question mark
   */
  static AzureAuth sas(String token) {
    return new Sas(token);
  }

  /**
   * The account's own key.
   *
   * @param account the account's name
   * @param key the key in Base64
   */
  record SharedKey(String account, String key) implements AzureAuth {
    /** Checks that nothing is null. */
    public SharedKey {
      requireNonNull(account, "account");
      requireNonNull(key, "key");
    }

    /** Returns whether the key can be one. */
    boolean isBase64() {
      try {
        return Base64.getDecoder().decode(key).length > 0;
      } catch (IllegalArgumentException e) {
        // Its message may be a part of the key.
        return false;
      }
    }

    @Override
    public String toString() {
      return "SharedKey[" + account + "]";
    }
  }

  /**
   * An identity, for which tokens are fetched when they're needed.
   *
   * @param credential fetches them; must be safe for use by several threads
   */
  record Identity(TokenCredential credential) implements AzureAuth {
    /** Checks that nothing is null. */
    public Identity {
      requireNonNull(credential, "credential");
    }

    @Override
    public String toString() {
      return "Identity[" + credential.getClass().getSimpleName() + "]";
    }
  }

  /**
   * A shared access signature.
   *
   * @param token the query of a signed address, without the question mark
   */
  record Sas(String token) implements AzureAuth {
    /** Takes a question mark at the start away. */
    public Sas {
      token = token.startsWith("?") ? token.substring(1) : token;
    }

    @Override
    public String toString() {
      return "Sas[(not shown)]";
    }
  }
}
