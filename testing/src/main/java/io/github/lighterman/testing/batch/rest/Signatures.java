package io.github.lighterman.testing.batch.rest;

import java.util.regex.Pattern;

/** The signatures in URLs of storage, which open it to whoever reads them. */
public final class Signatures {
  // In a URL within a URL, the equals sign and the end are percent-encoded.
  private static final Pattern PLAIN = Pattern.compile("(?i)(?<![a-z0-9_])(sig=)[^&\"'\\\\\\s<>]+");
  private static final Pattern ENCODED =
      Pattern.compile("(?i)((?:%3f|%26)sig%3d)(?:(?!%26)[^&\"'\\\\\\s<>])+");

  private Signatures() {}

  /** Returns a text with a word in the place of each signature. */
  public static String hide(String text) {
    String plain = PLAIN.matcher(text).replaceAll("$1REDACTED");
    return ENCODED.matcher(plain).replaceAll("$1REDACTED");
  }
}
