package io.github.lighterman.azure;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words as text that is split into these words again: by a POSIX shell, and by the service's own
 * agent, which takes a shell's quotes but expands nothing.
 */
final class CommandLines {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*");

  /** What a shell takes for its grammar if it stands first. */
  private static final Set<String> RESERVED =
      Set.of(
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "do",
          "done",
          "case",
          "esac",
          "while",
          "until",
          "for",
          "in",
          "function",
          "select",
          "time",
          "coproc");

  private CommandLines() {}

  /** Returns the words as one line, those in quotes that need them. No word may hold a NUL. */
  static String quote(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append(line.isEmpty() ? "" : " ").append(quote(word));
    }
    return line.toString();
  }

  private static String quote(String word) {
    boolean plain =
        PLAIN.matcher(word).matches()
            && !ASSIGNMENT.matcher(word).matches()
            && !RESERVED.contains(word);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Returns a word for the inside of a script that is an argument of its own: in double quotes, if
   * at all, since a single one would be torn apart by the quotes around the script.
   */
  static String inScript(String word) {
    return PLAIN.matcher(word).matches()
        ? word
        : '"' + word.replaceAll("[\\\\$`\"]", "\\\\$0") + '"';
  }
}
