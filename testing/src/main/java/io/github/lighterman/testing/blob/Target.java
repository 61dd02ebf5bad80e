package io.github.lighterman.testing.blob;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a path leads to.
 *
 * @param container empty for the account itself
 * @param blob empty for the account or a container
 */
record Target(String container, String blob) {
  private static final Pattern CONTAINER = Pattern.compile("[a-z0-9](-?[a-z0-9])*");
  private static final int LONGEST_BLOB = 1024;

  /** Reads a path as it was sent, such as {@code /account/container/a%2Fb}. */
  static Target of(String account, String rawPath) {
    String[] parts = rawPath.substring(1).split("/", 3);
    if (!decode(parts[0]).equals(account)) {
      throw StorageError.INVALID_URI.exception(
          "There is no account '"
              + decode(parts[0])
              + "' here; paths start with /"
              + account
              + "/.");
    }
    return new Target(
        parts.length > 1 ? decode(parts[1]) : "", parts.length > 2 ? decode(parts[2]) : "");
  }

  private static String decode(String text) {
    try {
      // In a path a plus stands for itself.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw StorageError.INVALID_URI.exception(
          "'" + text + "' is not percent-encoded as it should.");
    }
  }

  Scope scope() {
    if (!blob.isEmpty()) {
      return Scope.OBJECT;
    }
    return container.isEmpty() ? Scope.SERVICE : Scope.CONTAINER;
  }

  /** Checks the names as the service does, which says no for names that can't exist. */
  void requireLegal() {
    if (scope() == Scope.SERVICE) {
      return;
    }
    if (container.length() < 3 || container.length() > 63) {
      throw StorageError.OUT_OF_RANGE_INPUT.exception(
          "A container's name must have 3 to 63 characters, not " + container.length() + ".");
    }
    if (!CONTAINER.matcher(container).matches()) {
      throw StorageError.INVALID_RESOURCE_NAME.exception(
          "A container's name must be lower-case letters, digits and single hyphens between them,"
              + " not '"
              + container
              + "'.");
    }
    if (blob.length() > LONGEST_BLOB) {
      throw StorageError.OUT_OF_RANGE_INPUT.exception(
          "A blob's name must have at most 1,024 characters, not " + blob.length() + ".");
    }
  }

  /** What there is in an account, with the letters that account signatures have for it. */
  enum Scope {
    SERVICE('s'),
    CONTAINER('c'),
    OBJECT('o');

    private final char letter;

    Scope(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }
}
