package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files an output file names. The pattern is read below the working directory unless it
 * starts with a slash; {@code ..} may lead out of there. {@code *} and {@code ?} stay within a
 * name, {@code **} as a whole segment stands for any number of directories, and as the last one for
 * all files below; {@code [a-c]} and {@code [!a-c]} take one character. A name that starts with a
 * dot is found only by a segment that starts with one.
 *
 * @param base the directory that the first wildcard stands in, and that names are relative to; for
 *     a pattern without one, the file's own directory
 * @param segments what is left of the pattern
 */
record FilePattern(Path base, List<String> segments) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");
  private static final String ANY_DIRECTORY = "**";

  FilePattern {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a pattern. Variables in it become their values, and nothing if there is none.
   *
   * @param work the task's working directory
   * @param variables the task's environment
   * @throws IllegalArgumentException if nothing is left of the pattern
   */
  static FilePattern parse(String pattern, Path work, Map<String, String> variables) {
    String expanded =
        VARIABLE
            .matcher(pattern)
            .replaceAll(found -> Matcher.quoteReplacement(valueOf(found.group(), variables)));
    Path base = expanded.startsWith("/") ? work.resolve("/") : work;
    List<String> segments = new ArrayList<>();
    for (String segment : expanded.split("/+", -1)) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("the file pattern '" + pattern + "' names no file");
    }
    int plain = 0;
    while (plain < segments.size() - 1 && !isWildcard(segments.get(plain))) {
      base = base.resolve(segments.get(plain++));
    }
    return new FilePattern(base.normalize(), segments.subList(plain, segments.size()));
  }

  private static String valueOf(String reference, Map<String, String> variables) {
    return variables.getOrDefault(reference.replaceAll("[${}]", ""), "");
  }

  /** Tells whether this can name more than one file. */
  boolean isWildcard() {
    return segments.stream().anyMatch(FilePattern::isWildcard);
  }

  /** Returns the regular files that this names, sorted, each relative to the base. */
  List<Path> find() throws IOException {
    SortedSet<Path> found = new TreeSet<>();
    try {
      find(base, 0, found);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found.stream().map(base::relativize).toList();
  }

  private void find(Path directory, int at, SortedSet<Path> found) throws IOException {
    String segment = segments.get(at);
    boolean last = at == segments.size() - 1;
    if (segment.equals(ANY_DIRECTORY)) {
      if (last) {
        descend(directory, at, found);
      } else {
        find(directory, at + 1, found);
        descend(directory, at, found);
      }
      return;
    }
    for (Path entry : entries(directory, segment)) {
      if (last && Files.isRegularFile(entry)) {
        found.add(entry);
      } else if (!last && Files.isDirectory(entry)) {
        find(entry, at + 1, found);
      }
    }
  }

  /** Follows no link to a directory, since that could lead in a circle. */
  private void descend(Path directory, int at, SortedSet<Path> found) throws IOException {
    for (Path entry : entries(directory, "*")) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        find(entry, at, found);
      } else if (at == segments.size() - 1 && Files.isRegularFile(entry)) {
        found.add(entry);
      }
    }
  }

  private static List<Path> entries(Path directory, String segment) throws IOException {
    if (!isWildcard(segment)) {
      return List.of(directory.resolve(segment));
    }
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    Pattern name = Pattern.compile(regex(segment), Pattern.DOTALL);
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path entry : all) {
        String text = entry.getFileName().toString();
        boolean hidden = text.startsWith(".") && !segment.startsWith(".");
        if (!hidden && name.matcher(text).matches()) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private static boolean isWildcard(String segment) {
    return segment.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
  }

  private static String regex(String segment) {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < segment.length()) {
      int c = segment.codePointAt(at);
      at += Character.charCount(c);
      // A bracket that holds nothing or has no end is meant as it stands.
      int end = c == '[' ? segment.indexOf(']', at + (segment.startsWith("!", at) ? 2 : 1)) : -1;
      if (end > 0) {
        regex.append(set(segment.substring(at, end)));
        at = end + 1;
      } else {
        regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)));
      }
    }
    return regex.toString();
  }

  private static String set(String members) {
    boolean negated = members.startsWith("!");
    String plain =
        (negated ? members.substring(1) : members).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
    return "[" + (negated ? "^" : "") + plain + "]";
  }
}
