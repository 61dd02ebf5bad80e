package io.github.lighterman.testing.batch.node;

import java.net.URI;
import java.util.Optional;

/**
 * Where a blob or a container is.
 *
 * @param uri its URL, with its signature if it has one
 * @param token what to show the storage account instead of a signature
 */
record Address(URI uri, Optional<String> token) {
  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  static Address of(String url, Optional<String> token) {
    try {
      return new Address(URI.create(url), token);
    } catch (IllegalArgumentException e) {
      // The JDK's message holds the whole URL, signature and all.
      throw new IllegalArgumentException("this is no legal URL; escape what it can't hold");
    }
  }

  /** Returns the same address with a further part of the query. */
  Address with(String query) {
    String own = uri.getRawQuery();
    return replaced(path(), own == null || own.isEmpty() ? query : own + "&" + query);
  }

  /** Returns the address of what lies below, with the same query. */
  Address below(String escaped) {
    String query = uri.getRawQuery();
    String directory = path().endsWith("/") ? path() : path() + "/";
    return replaced(directory + escaped, query == null ? "" : query);
  }

  private String path() {
    return uri.getRawPath() == null ? "" : uri.getRawPath();
  }

  private Address replaced(String path, String query) {
    String head = uri.getScheme() + "://" + uri.getRawAuthority();
    return new Address(URI.create(head + path + (query.isEmpty() ? "" : "?" + query)), token);
  }

  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + path();
  }
}
