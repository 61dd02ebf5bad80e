package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A pattern over paths with {@code /} between their segments. {@code *} and {@code ?} stay within
 * one segment, {@code **} crosses them, and <code>**&#47;</code> also matches nothing, so that
 * <code>**&#47;*.txt</code> finds {@code a.txt} as well as {@code x/y/a.txt}. {@code [a-z]}, {@code
 * [!a-z]} and {@code {one,two}} work as in a shell; a backslash takes the next character as it is.
 *
 * <p>Safe for use by several threads.
 */
public final class Glob {
  private final String pattern;
  private final Pattern regex;

  private Glob(String pattern) {
    this.pattern = pattern;
    this.regex = Pattern.compile(new Translation(pattern).regex(), Pattern.DOTALL);
  }

  /**
   * Returns the glob with this text.
   *
   * @throws IllegalArgumentException if a bracket, a brace or a backslash in it has no end
   */
  public static Glob of(String pattern) {
    return new Glob(requireNonNull(pattern, "pattern"));
  }

  /** Tells whether {@code text} holds a character that {@link #of} gives a meaning of its own. */
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  /** Tells whether the whole of {@code path} matches. */
  public boolean matches(String path) {
    return regex.matcher(path).matches();
  }

  @Override
  public String toString() {
    return pattern;
  }

  /** Reads the glob once from left to right and writes the regular expression. */
  private static final class Translation {
    private final String glob;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int braces;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        translate(glob.charAt(at++));
      }
      if (braces > 0) {
        throw unfinished("{");
      }
      return out.toString();
    }

    private void translate(char c) {
      switch (c) {
        case '*' -> star();
        case '?' -> out.append("[^/]");
        case '[' -> bracket();
        case '{' -> {
          braces++;
          out.append("(?:");
        }
        case '}' -> {
          if (braces > 0) {
            braces--;
            out.append(')');
          } else {
            literal(c);
          }
        }
        case ',' -> {
          if (braces > 0) {
            out.append('|');
          } else {
            literal(c);
          }
        }
        case '\\' -> {
          if (at == glob.length()) {
            throw unfinished("\\");
          }
          literal(glob.charAt(at++));
        }
        default -> literal(c);
      }
    }

    private void star() {
      boolean segmentStart = at == 1 || glob.charAt(at - 2) == '/';
      if (at < glob.length() && glob.charAt(at) == '*') {
        at++;
        if (segmentStart && at < glob.length() && glob.charAt(at) == '/') {
          at++;
          out.append("(?:[^/]+/)*");
        } else {
          out.append(".*");
        }
      } else {
        out.append("[^/]*");
      }
    }

    private void bracket() {
      int end = glob.indexOf(']', at + 1);
      if (end < 0) {
        throw unfinished("[");
      }
      String set = glob.substring(at, end);
      at = end + 1;
      boolean negated = set.startsWith("!") || set.startsWith("^");
      String members = (negated ? set.substring(1) : set).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
      out.append("(?!/)[").append(negated ? "^" : "").append(members).append(']');
    }

    private void literal(char c) {
      out.append(Pattern.quote(String.valueOf(c)));
    }

    private IllegalArgumentException unfinished(String open) {
      return new IllegalArgumentException(
          "pattern '" + glob + "' opens with " + open + " what it never closes; write \\" + open);
    }
  }
}
