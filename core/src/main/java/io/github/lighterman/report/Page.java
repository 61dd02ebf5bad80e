package io.github.lighterman.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A trace as a page that needs nothing beside it. All that jobs bring stands in it as data, which
 * the script shows as text; the page's policy lets no other script run and nothing be fetched.
 */
final class Page {
  private static final String DATA = "@DATA@";

  private Page() {}

  static void write(Trace trace, TraceWriter text) throws IOException {
    String style = resource("report.css");
    String script = resource("report.js");
    String page =
        resource("report.html")
            .replace("@POLICY@", policy(style, script))
            .replace("@RUN@", trace.run().value())
            .replace("@JOBS@", Integer.toString(trace.jobs().size()))
            .replace("@STYLE@", style)
            .replace("@SCRIPT@", script);
    int data = page.indexOf(DATA);
    text.append(page, 0, data);
    PageData.write(trace, text);
    text.append(page, data + DATA.length(), page.length());
  }

  private static String policy(String style, String script) {
    return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
        + hash(style)
        + "'; script-src 'sha256-"
        + hash(script)
        + "'";
  }

  private static String hash(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
