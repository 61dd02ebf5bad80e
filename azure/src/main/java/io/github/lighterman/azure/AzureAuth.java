package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import com.azure.core.credential.TokenCredential;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * How a service is told who asks. Batch and storage choose apart from each other. What is secret in
 * it stands in no {@code toString}.
 *
 * <p>Keys and signatures can be replaced while runs are open: {@link #sharedKey(String, Supplier)}
 * and {@link #sas(Supplier)} ask for the present one again and again. Those that are given as text
 * stay as they are; to go on with another one, close the executor, open one with it, and attach.
 *
 * <p>While a service refuses what it's shown, jobs wait and say so. If it's still refused after the
 * configuration's retry time, the executor lets go of its runs, as {@link
 * io.github.lighterman.AccessLostException} tells.
 */
public sealed interface AzureAuth {
  /** Returns the account's own key. */
  static AzureAuth sharedKey(String account, String key) {
    return new SharedKey(account, key);
  }

  /**
   * Returns the account's own key, which may change. To replace a key without a gap, have the
   * source give the account's other key, wait a few seconds, and then renew the first one. Nodes
   * have addresses that were signed with the old key: tasks at Batch that have not begun fail with
   * it, unless they're waited for, or {@code nodeIdentity} is set.
   *
   * @param key gives the present key in Base64. It's asked before each request and for each
   *     signature, by several threads at once, so it must answer from memory. If it throws or gives
   *     null, that request fails and is tried again
   */
  static AzureAuth sharedKey(String account, Supplier<String> key) {
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
   * Returns a shared access signature, for storage alone, which may change. Jobs that are not yet
   * at Batch get addresses with the present one.
   *
   * @param token gives the query of a signed address, with or without the question mark; it's asked
   *     as the source of {@link #sharedKey(String, Supplier)} is
   */
  static AzureAuth sas(Supplier<String> token) {
    return new Sas(token);
  }

  /**
   * The account's own key.
   *
   * @param account the account's name
   * @param source gives the present key in Base64
   */
  record SharedKey(String account, Supplier<String> source) implements AzureAuth {
    /** Checks that nothing is null. */
    public SharedKey {
      requireNonNull(account, "account");
      requireNonNull(source, "source");
    }

    /** Creates one whose key stays as it is. */
    public SharedKey(String account, String key) {
      this(account, new Fixed(requireNonNull(key, "key")));
    }

    /**
     * Returns the present key.
     *
     * @throws IllegalStateException if its source has none
     */
    public String key() {
      return Fixed.ask(source, "key of the account '" + account + "'");
    }

    /** Returns whether the key can be one. */
    boolean isBase64() {
      try {
        return Base64.getDecoder().decode(key()).length > 0;
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
   * @param source gives the present query of a signed address
   */
  record Sas(Supplier<String> source) implements AzureAuth {
    /** Checks that nothing is null. */
    public Sas {
      requireNonNull(source, "source");
    }

    /** Creates one that stays as it is. */
    public Sas(String token) {
      this(new Fixed(bare(requireNonNull(token, "token"))));
    }

    /**
     * Returns the present signature without a question mark.
     *
     * @throws IllegalStateException if its source has none
     */
    public String token() {
      return bare(Fixed.ask(source, "shared access signature for storage"));
    }

    private static String bare(String token) {
      return token.startsWith("?") ? token.substring(1) : token;
    }

    @Override
    public String toString() {
      return "Sas[(not shown)]";
    }
  }
}
