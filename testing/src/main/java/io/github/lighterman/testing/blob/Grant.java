package io.github.lighterman.testing.blob;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a request may do.
 *
 * @param letters the permissions, with the letters that signatures have for them
 * @param identity who has shown a token, or empty for keys and signatures
 * @param reach how far the permissions go
 */
record Grant(String letters, Optional<Identity> identity, Reach reach) {
  private static final String ALL = "racwdxltmeopify";

  private static final Set<BlobOperation> OF_ACCOUNT =
      EnumSet.range(BlobOperation.CREATE_CONTAINER, BlobOperation.DELETE_CONTAINER);

  /** How far permissions go. */
  enum Reach {
    /** To the whole account. */
    ACCOUNT,
    /** To blobs: a signature of a container doesn't let its holder see or change the container. */
    BLOBS
  }

  /** Somebody known by a token. */
  record Identity(String objectId, String tenantId) {}

  static Grant ofKey() {
    return new Grant(ALL, Optional.empty(), Reach.ACCOUNT);
  }

  static Grant of(Identity identity) {
    return new Grant(ALL, Optional.of(identity), Reach.ACCOUNT);
  }

  static Grant ofSignature(String letters, Reach reach) {
    return new Grant(letters, Optional.empty(), reach);
  }

  void require(BlobOperation operation) {
    if (reach == Reach.BLOBS && OF_ACCOUNT.contains(operation)) {
      throw StorageError.AUTHORIZATION_PERMISSION_MISMATCH.exception(
          operation.title() + " needs the account's key, a token or an account signature.");
    }
    if (!allowsOneOf(operation.permissions())) {
      throw StorageError.AUTHORIZATION_PERMISSION_MISMATCH.exception(
          operation.title()
              + " needs one of '"
              + operation.permissions()
              + "', the signature has '"
              + letters
              + "'.");
    }
  }

  /** Checks before a blob is replaced, which permission to create isn't enough for. */
  void requireOverwrite() {
    if (!allowsOneOf("w")) {
      throw StorageError.UNAUTHORIZED_BLOB_OVERWRITE.exception();
    }
  }

  private boolean allowsOneOf(String wanted) {
    return wanted.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
  }
}
