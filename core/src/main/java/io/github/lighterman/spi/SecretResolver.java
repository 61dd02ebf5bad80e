package io.github.lighterman.spi;

import io.github.lighterman.FailureKind;
import io.github.lighterman.JobFailure;
import io.github.lighterman.SecretRef;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

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

  /**
   * Returns the values of all secrets of a job, each under the name of its variable.
   *
   * @throws StagingException if one can't be had, or no variable can hold it, with the failure that
   *     this makes of the job; it names the reference and never a value
   */
  default Map<String, String> resolveAll(Map<String, SecretRef> references)
      throws StagingException {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, SecretRef> secret : references.entrySet()) {
      try {
        String value = resolve(secret.getValue());
        if (value.indexOf('\0') >= 0) {
          throw new IOException("it holds a NUL character, which no variable can");
        }
        values.put(secret.getKey(), value);
      } catch (IOException | RuntimeException e) {
        String reason = e instanceof CharacterCodingException ? "is no UTF-8" : e.getMessage();
        throw new StagingException(
            JobFailure.of(
                FailureKind.ACCESS_DENIED,
                "secret variable '"
                    + secret.getKey()
                    + "' from "
                    + secret.getValue().reference()
                    + ": "
                    + reason),
            e);
      }
    }
    return values;
  }

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
