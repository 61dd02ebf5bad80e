package io.github.lighterman.testing.batch.openapi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What the service does otherwise than its file says. */
final class Differences {
  private static final String TABLE = "/batch/openapi-differences.txt";
  private static final List<Pattern> KNOWN = read();

  private Differences() {}

  static boolean isKnown(String finding) {
    return KNOWN.stream().anyMatch(each -> each.matcher(finding).matches());
  }

  private static List<Pattern> read() {
    try (InputStream in = Differences.class.getResourceAsStream(TABLE)) {
      return new BufferedReader(
              new InputStreamReader(Objects.requireNonNull(in, TABLE), StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(Differences::pattern)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pattern pattern(String[] line) {
    if (line.length != 2 || line[1].isBlank()) {
      throw new IllegalStateException(TABLE + " has a line without a reason: " + line[0]);
    }
    return Pattern.compile(line[0]);
  }
}
