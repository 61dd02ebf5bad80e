package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.http.HttpRequest;
import java.net.InetAddress;
import java.util.Optional;

/** Finds out what a request may do: by the account's key, a token or a signature. */
final class Authority {
  private static final String SHARED_KEY = "SharedKey ";
  private static final String BEARER = "Bearer ";

  private final SharedKey sharedKey;
  private final BearerTokens tokens;
  private final SasCheck signatures;

  Authority(SharedKey sharedKey, BearerTokens tokens, SasCheck signatures) {
    this.sharedKey = sharedKey;
    this.tokens = tokens;
    this.signatures = signatures;
  }

  /** Returns what the request may do, or throws if nothing. */
  Grant check(HttpRequest request, Query query, Target target, InetAddress from) {
    Optional<String> header = request.header("Authorization");
    if (query.value("sig").isPresent()) {
      if (header.isPresent()) {
        throw StorageError.INVALID_AUTHENTICATION_INFO.exception(
            "The request has both an Authorization header and a signature in its query.");
      }
      return signatures.check(query, target, from);
    }
    String value = header.orElseThrow(StorageError.NO_AUTHENTICATION_INFORMATION::exception);
    if (value.startsWith(SHARED_KEY)) {
      sharedKey.check(value.substring(SHARED_KEY.length()), request, query);
      return Grant.ofKey();
    }
    if (value.startsWith(BEARER)) {
      return ofToken(value);
    }
    throw StorageError.INVALID_AUTHENTICATION_INFO.exception(
        "BlobEmulator takes SharedKey and Bearer, not '" + scheme(value) + "'.");
  }

  /** Returns what somebody with this Authorization header may do, who must have a token. */
  Grant ofToken(String authorization) {
    if (!authorization.startsWith(BEARER)) {
      throw StorageError.INVALID_AUTHENTICATION_INFO.exception("A bearer token is needed.");
    }
    return Grant.of(tokens.check(authorization.substring(BEARER.length())));
  }

  /** Returns what a signature allows on {@code target}. */
  Grant ofSignature(Query query, Target target, InetAddress from) {
    return signatures.check(query, target, from);
  }

  private static String scheme(String value) {
    int space = value.indexOf(' ');
    return space < 0 ? "something without a space" : value.substring(0, space);
  }
}
