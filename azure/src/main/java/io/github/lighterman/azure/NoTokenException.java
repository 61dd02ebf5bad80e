package io.github.lighterman.azure;

import org.jspecify.annotations.Nullable;

/** There is nothing to show to storage: no token, or no key. */
final class NoTokenException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  NoTokenException(String message, @Nullable RuntimeException cause) {
    super(message, cause);
  }
}
