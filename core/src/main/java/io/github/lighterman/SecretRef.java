package io.github.lighterman;

import static java.util.Objects.requireNonNull;

/**
 * Says where a secret lies, never what it is. The executor fetches the value at the last moment and
 * hands it to the job alone: it stands in no command line, label, log line, exception or file of
 * the run.
 *
 * <p>Every executor knows {@code env:NAME}, a variable in the environment of the process that owns
 * the executor, and {@code file:/path}, a file's text without its last line break. Others are up to
 * the executor.
 *
 * @param reference a scheme, a colon and what the scheme makes of it, such as {@code env:TOKEN}
 */
public record SecretRef(String reference) {
  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if there is no scheme or nothing behind it
   */
  public SecretRef {
    requireNonNull(reference, "reference");
    int colon = reference.indexOf(':');
    if (colon < 1 || colon == reference.length() - 1) {
      // The text is not repeated: who passes a secret in place of a reference must not see it
      // logged.
      throw new IllegalArgumentException(
          "a secret reference must be a scheme, a colon and a name, such as env:TOKEN");
    }
  }

  /** Returns the reference with this text. */
  public static SecretRef of(String reference) {
    return new SecretRef(reference);
  }

  /** Returns what stands before the first colon. */
  public String scheme() {
    return reference.substring(0, reference.indexOf(':'));
  }

  /** Returns what stands behind the first colon. */
  public String name() {
    return reference.substring(reference.indexOf(':') + 1);
  }
}
