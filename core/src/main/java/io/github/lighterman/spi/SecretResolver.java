package io.github.lighterman.spi;

import io.github.lighterman.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches the value of a secret, when and where a job needs it. */
@FunctionalInterface
public interface SecretResolver {
  /**
   * Returns the value, which the caller shows to nobody but the job.
   *
   * @throws IOException if there is no such secret, or it can't be read; the message names the
   *     reference and never the value
   */
  String resolve(SecretRef reference) throws IOException;

  /** Returns the resolver of {@code env:} and {@code file:}, as {@link SecretRef} promises. */
  static SecretResolver ofDefaults() {
    return reference ->
        switch (reference.scheme()) {
          case "env" -> variable(reference);
          case "file" -> Files.readString(Path.of(reference.name())).replaceFirst("\\R\\z", "");
          default ->
              throw new IOException(
                  "secret "
                      + reference.reference()
                      + " has a scheme that this executor does not know; it knows env: and file:");
        };
  }

  private static String variable(SecretRef reference) throws IOException {
    String value = System.getenv(reference.name());
    if (value == null) {
      throw new IOException(
          "secret " + reference.reference() + " names a variable that is not set in this process");
    }
    return value;
  }
}
