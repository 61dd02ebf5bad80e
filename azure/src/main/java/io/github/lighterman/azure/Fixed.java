package io.github.lighterman.azure;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A secret that stays as it is.
 *
 * @param secret the secret
 */
record Fixed(String secret) implements Supplier<String> {
  @Override
  public String get() {
    return secret;
  }

  /** Asks a source for a secret; what it throws instead may hold one, and is left out. */
  static String ask(Supplier<String> source, String what) {
    @Nullable String secret;
    try {
      secret = source.get();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the source of the " + what + " failed with " + e.getClass().getName());
    }
    if (secret == null) {
      throw new IllegalStateException("the source of the " + what + " gave null");
    }
    return secret;
  }

  @Override
  public String toString() {
    return "(not shown)";
  }
}
