package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A path below some root, with {@code /} between its segments, that can't leave the root by its
 * spelling: no leading {@code /}, no empty, {@code .} or {@code ..} segment, no NUL, no backslash
 * and no half of a surrogate pair.
 *
 * @param value the path as text, 1 to 1,024 characters
 */
public record RelativePath(String value) implements Comparable<RelativePath> {
  private static final int MAX_LENGTH = 1024;

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if {@code value} breaks the rule; the message names the rule
   */
  public RelativePath {
    requireNonNull(value, "value");
    Optional<String> broken = brokenRule(value);
    if (broken.isPresent()) {
      throw new IllegalArgumentException("path '" + value + "' " + broken.get());
    }
  }

  /**
   * Returns the path with this text.
   *
   * @throws IllegalArgumentException if {@code value} breaks the rule; the message names the rule
   */
  public static RelativePath of(String value) {
    return new RelativePath(value);
  }

  /**
   * Returns the rule that {@code value} breaks, as the end of a sentence, or empty if it's fine.
   */
  public static Optional<String> brokenRule(String value) {
    if (value.isEmpty()) {
      return Optional.of("must not be empty");
    }
    if (value.length() > MAX_LENGTH) {
      return Optional.of("must have at most " + MAX_LENGTH + " characters");
    }
    if (value.indexOf('\0') >= 0) {
      return Optional.of("must not hold a NUL character");
    }
    if (value.codePoints().anyMatch(RelativePath::isHalfCharacter)) {
      return Optional.of("must not hold half of a surrogate pair");
    }
    if (value.indexOf('\\') >= 0) {
      return Optional.of("must use / and no backslash");
    }
    if (value.startsWith("/")) {
      return Optional.of("must be relative, not absolute");
    }
    for (String segment : value.split("/", -1)) {
      if (segment.equals("..") || segment.equals(".")) {
        return Optional.of("must not hold a '" + segment + "' segment");
      }
      if (segment.isEmpty()) {
        return Optional.of("must not hold an empty segment or end with /");
      }
    }
    return Optional.empty();
  }

  /** Returns this path below {@code root}. */
  public Path below(Path root) {
    return root.resolve(value);
  }

  /**
   * Returns {@code child} below this path.
   *
   * @throws IllegalArgumentException if the longer path breaks the rule
   */
  public RelativePath resolve(String child) {
    return of(value + "/" + child);
  }

  private static boolean isHalfCharacter(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  @Override
  public int compareTo(RelativePath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
