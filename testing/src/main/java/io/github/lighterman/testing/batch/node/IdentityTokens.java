package io.github.lighterman.testing.batch.node;

import java.util.Optional;
import java.util.function.Function;

/**
 * Access tokens of managed identities.
 *
 * @param source gives the token of an identity, by its resource id
 */
record IdentityTokens(Function<String, Optional<String>> source) {
  /**
   * Returns the token to use, or empty if no identity is asked for.
   *
   * @throws StorageException if the identity has none
   */
  Optional<String> of(Optional<String> identity) throws StorageException {
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> token = source.apply(identity.get());
    if (token.isEmpty()) {
      throw new StorageException(
          StorageException.Kind.DENIED,
          "the node has no identity '"
              + identity.get()
              + "'; give its token to ProcessExecution.Builder.identity");
    }
    return token;
  }
}
