package io.github.lighterman.azure;

import java.net.URI;
import java.util.regex.Pattern;

/** How addresses are shown, of which the query may be a signature. */
final class SignedUrls {
  private static final Pattern QUERY = Pattern.compile("(https?://[^\\s?\"'<>]*)\\?[^\\s\"'<>]*");

  private SignedUrls() {}

  /** Returns the address without its user, query and fragment. */
  static String redact(URI uri) {
    String authority = String.valueOf(uri.getRawAuthority());
    String place = authority.substring(authority.lastIndexOf('@') + 1);
    return uri.getScheme() + "://" + place + uri.getRawPath();
  }

  /** Returns the text with the query of every address in it left out. */
  static String redact(String text) {
    return QUERY.matcher(text).replaceAll("$1");
  }
}
