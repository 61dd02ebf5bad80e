package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

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
    try {
      this.regex = Pattern.compile(new Translation(pattern).regex(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern '" + pattern + "' has a bracket whose range runs backwards", e);
    }
  }

  /**
   * Returns the glob with this text.
   *
   * @throws IllegalArgumentException if a bracket, a brace or a backslash in it has no end, or a
   *     range runs backwards
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
    // One for each open brace: whether what it holds starts a segment.
    private final Deque<Boolean> braces = new ArrayDeque<>();
    private boolean segmentStart = true;
    private int at;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        int c = next();
        boolean start = segmentStart;
        segmentStart = c == '/';
        translate(c, start);
      }
      if (!braces.isEmpty()) {
        throw unfinished("{");
      }
      return out.toString();
    }

    private void translate(int c, boolean start) {
      switch (c) {
        case '*' -> star(start);
        case '?' -> out.append("[^/]");
        case '[' -> bracket();
        case '{' -> {
          braces.push(start);
          segmentStart = start;
          out.append("(?:");
        }
        case '}' -> closeBrace();
        case ',' -> comma();
        case '\\' -> {
          if (at == glob.length()) {
            throw unfinished("\\");
          }
          literal(next());
        }
        default -> literal(c);
      }
    }

    private void closeBrace() {
      if (braces.isEmpty()) {
        literal('}');
      } else {
        braces.pop();
        out.append(')');
      }
    }

    private void comma() {
      if (braces.isEmpty()) {
        literal(',');
      } else {
        segmentStart = braces.element();
        out.append('|');
      }
    }

    private void star(boolean start) {
      if (!glob.startsWith("*", at)) {
        out.append("[^/]*");
        return;
      }
      at++;
      if (start && glob.startsWith("/", at)) {
        at++;
        segmentStart = true;
        out.append("(?:[^/]+/)*");
      } else {
        out.append(".*");
      }
    }

    private void bracket() {
      boolean negated = glob.startsWith("!", at) || glob.startsWith("^", at);
      int start = at + (negated ? 1 : 0);
      // A bracket that closes at once holds nothing, so that it must be a member, as in a shell.
      int end = glob.indexOf(']', start + 1);
      if (end < 0) {
        throw unfinished("[");
      }
      String members = glob.substring(start, end).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
      at = end + 1;
      out.append("(?!/)[").append(negated ? "^" : "").append(members).append(']');
    }

    /** Whole characters, since a regular expression never matches half of one. */
    private int next() {
      int c = glob.codePointAt(at);
      at += Character.charCount(c);
      return c;
    }

    private void literal(int c) {
      out.append(Pattern.quote(Character.toString(c)));
    }

    private IllegalArgumentException unfinished(String open) {
      return new IllegalArgumentException(
          "pattern '" + glob + "' opens with " + open + " what it never closes; write \\" + open);
    }
  }
}
