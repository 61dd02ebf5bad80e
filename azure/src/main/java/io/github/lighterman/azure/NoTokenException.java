package io.github.lighterman.azure;

/** An identity gave no token for storage. */
final class NoTokenException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  NoTokenException(String message, RuntimeException cause) {
    super(message, cause);
  }
}
