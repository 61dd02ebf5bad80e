package io.github.lighterman;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of one run of a workflow, by which another process can attach to it.
 *
 * <p>1 to 55 characters: lower-case ASCII letters, digits and {@code -}, the first and the last a
 * letter or digit. The rule is that of the narrowest place it has to fit in: a blob container has 3
 * to 63 characters of this kind, and we put a prefix before it
 * (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
 *
 * @param value the id as text
 */
public record RunId(String value) implements Comparable<RunId> {
  private static final Pattern RULE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,53}[a-z0-9])?");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if {@code value} breaks the rule above
   */
  public RunId {
    requireNonNull(value, "value");
    if (!RULE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "run id '"
              + value
              + "' must be 1 to 55 of a-z 0-9 - and start and end with a letter or digit;"
              + " RunId.generate(name) makes a legal one of any name");
    }
  }

  /**
   * Returns the id with this text.
   *
   * @throws IllegalArgumentException if {@code value} breaks the rule above
   */
  public static RunId of(String value) {
    return new RunId(value);
  }

  /**
   * Returns a new id: the legal characters of {@code name}, the time, and 32 random bits, so that
   * two runs of one name in one second differ.
   */
  public static RunId generate(String name) {
    String legal =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
    String start = legal.isEmpty() ? "run" : legal.substring(0, Math.min(24, legal.length()));
    return of(
        String.format(
            Locale.ROOT,
            "%s-%s-%08x",
            start.replaceAll("-+$", ""),
            STAMP.format(Instant.now()),
            new SecureRandom().nextInt()));
  }

  @Override
  public int compareTo(RunId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
