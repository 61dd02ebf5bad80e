package io.github.lighterman.azure;

import io.github.lighterman.azure.GlobPart.Choice;
import io.github.lighterman.azure.GlobPart.OneOf;
import io.github.lighterman.azure.GlobPart.Text;
import io.github.lighterman.azure.GlobPart.Wildcard;
import io.github.lighterman.staging.Glob;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A {@link Glob} in the languages that are understood on a node: as a POSIX extended regular
 * expression for {@code grep -E}, and as patterns of the service.
 *
 * <p>An expression is over the lines that {@code find .} prints, each a path after {@code ./}. A
 * path with a line break in it matches none, which no blob can have in its name either. Characters
 * beyond ASCII need a UTF-8 locale to be one {@code ?} each.
 */
final class ShellGlob {
  // A path has no empty segment, so that this is nowhere.
  private static final String NOWHERE = "//";
  private static final String ANY_FOLDERS = "([^/]+/)*";
  private static final String VISIBLE = "([^/.][^/]*/)*";
  private static final String REACHED_FOLDERS = VISIBLE + "([.][^/]+/" + VISIBLE + ")?";
  private static final String REACHED_DEEP = "[^/]*(/" + REACHED_FOLDERS + "[^/]*)?";

  private final String folders;
  private final String deep;

  private ShellGlob(String folders, String deep) {
    this.folders = folders;
    this.deep = deep;
  }

  /**
   * Returns the expression that matches what the glob does.
   *
   * @throws IllegalArgumentException if it's no legal {@link Glob}
   */
  static String ere(String glob) {
    return new ShellGlob(ANY_FOLDERS, ".*").line(glob);
  }

  /**
   * Returns the expression that matches of it what {@link #filePatterns} find: where the glob says
   * any directories, at most one of them with a name that starts with a dot.
   *
   * @throws IllegalArgumentException if it's no legal {@link Glob}
   */
  static String reachedEre(String glob) {
    return new ShellGlob(REACHED_FOLDERS, REACHED_DEEP)
        .line(glob)
        .replace(REACHED_DEEP + "/", "[^/]*/" + REACHED_FOLDERS)
        .replace(REACHED_FOLDERS + REACHED_FOLDERS, REACHED_FOLDERS);
  }

  /**
   * Returns patterns of the service that name together what the glob does. The service passes over
   * names that start with a dot unless a pattern says the dot, so that there are patterns for
   * these, too; a directory with such a name is found below another one only where the glob itself
   * parts the two. Empty if the glob matches no path at all.
   *
   * @throws IllegalArgumentException if it's no legal {@link Glob}, or stands for more than {@value
   *     FilePatterns#MOST} patterns
   */
  static List<String> filePatterns(String glob) {
    return new FilePatterns(glob).all();
  }

  /** Returns the glob that matches {@code path} alone. */
  static String literal(String path) {
    return path.replaceAll("[*?\\[\\]{},\\\\]", "\\\\$0");
  }

  private String line(String glob) {
    return "^[.]/" + regex(GlobPart.parse(glob)) + "$";
  }

  private String regex(List<GlobPart> parts) {
    StringBuilder regex = new StringBuilder();
    parts.forEach(part -> regex.append(regex(part)));
    return regex.toString().replace(ANY_FOLDERS + "[^/]*", ".*");
  }

  private String regex(GlobPart part) {
    if (part instanceof Text text) {
      return text(text.character());
    }
    if (part instanceof OneOf one) {
      return one.bracket().isEmpty() ? NOWHERE : one.bracket().regex();
    }
    if (part instanceof Choice choice) {
      return choice(choice);
    }
    return switch ((Wildcard) part) {
      case ONE -> "[^/]";
      case STAR -> "[^/]*";
      case DEEP -> deep;
      case FOLDERS -> folders;
    };
  }

  /** POSIX leaves open what an empty alternative means. */
  private String choice(Choice choice) {
    Set<String> options = new LinkedHashSet<>();
    choice.options().forEach(option -> options.add(regex(option)));
    boolean optional = options.remove("");
    return options.isEmpty() ? "" : "(" + String.join("|", options) + (optional ? ")?" : ")");
  }

  private static String text(int c) {
    return switch (c) {
      case '\n' -> NOWHERE;
      case '^', '\\' -> "\\" + (char) c;
      case '.', '[', '(', ')', '*', '+', '?', '{', '|', '$' -> "[" + (char) c + "]";
      default -> Character.toString(c);
    };
  }
}
