package io.github.lighterman.azure;

import java.net.URI;

/**
 * An address of a blob, or of what blobs' names start with, in two parts.
 *
 * @param container the container's address, with the query of the whole one
 * @param blob the name in it, with a slash at its end for several
 */
record BlobAddress(URI container, String blob) {
  /**
   * Takes an address apart.
   *
   * @param storage the Blob service's address, of which the path stands before containers; for
   *     other hosts the container is the first part of the path
   * @throws IllegalArgumentException if it names no blob in a container
   */
  static BlobAddress of(URI uri, URI storage) {
    String account = uri.getAuthority().equals(storage.getAuthority()) ? storage.getPath() : "";
    String path = uri.getPath();
    int start =
        account.endsWith("/") || account.isEmpty() ? account.length() : account.length() + 1;
    String rest = path.substring(Math.min(path.length(), Math.max(start, 1)));
    int slash = rest.indexOf('/');
    if (!path.startsWith(account) || slash < 1 || slash == rest.length() - 1) {
      throw new IllegalArgumentException(
          SignedUrls.redact(uri)
              + " must be the address of a container with a blob's name behind it");
    }
    String base = uri.getScheme() + "://" + uri.getRawAuthority();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String before = path.substring(0, path.length() - rest.length());
    return new BlobAddress(
        URI.create(base + before + rest.substring(0, slash) + query), rest.substring(slash + 1));
  }

  /** Tells whether an address is that of a file on this machine, rather than of anything else. */
  static boolean isLocal(URI uri) {
    return "file".equalsIgnoreCase(uri.getScheme());
  }

  /** Returns what the names of several blobs start with: this one's, with a slash at the end. */
  String prefix() {
    return blob.endsWith("/") ? blob : blob + "/";
  }

  /** Tells whether this is in the container with that address, whatever their queries. */
  boolean isIn(URI other) {
    return SignedUrls.redact(container).equals(SignedUrls.redact(other));
  }
}
