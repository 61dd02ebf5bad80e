package io.github.lighterman.testing.batch.node;

import java.util.List;
import java.util.Random;

/** Texts that something on their way might mistake for its own. */
final class HostileText {
  private static final List<String> PARTS =
      List.of(
          "a", "Z", "0", " ", "'", "\"", "\\", "$HOME", "${A}", "`id`", "$(id)", ";", "&", "|", "<",
          ">", "*", "?", "[a]", "~", "#", "!", "%41", "%", "+", "=", ":", ",", "-", "--", "\n",
          "\t", "ä", "漢", "😀", "{a,b}", "^", "(", ")", "&amp;", "]]>", "\u007f", "\u200b");
  private static final List<String> NOT_IN_NAMES = List.of("/", "\0");

  private HostileText() {}

  /** Returns a text of up to 12 parts; may be empty. */
  static String any(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(13); i > 0; i--) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }

  /** Returns a text that a file can have for its name, and that no other call returns. */
  static String fileName(Random random, int number) {
    String name = any(random);
    for (String illegal : NOT_IN_NAMES) {
      name = name.replace(illegal, "_");
    }
    return number + name;
  }

  /** Quotes a word for a command line, in one of the ways there are. */
  static String quoted(String word, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "'" + word.replace("'", "'\\''") + "'";
      case 1 -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      default -> {
        StringBuilder escaped = new StringBuilder();
        word.chars().forEach(c -> escaped.append('\\').append((char) c));
        yield word.isEmpty() ? "''" : escaped.toString();
      }
    };
  }
}
