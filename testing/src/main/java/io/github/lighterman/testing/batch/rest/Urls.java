package io.github.lighterman.testing.batch.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding. */
final class Urls {
  private Urls() {}

  /** Encodes all but letters, digits, hyphens, dots and underscores; slashes too. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
