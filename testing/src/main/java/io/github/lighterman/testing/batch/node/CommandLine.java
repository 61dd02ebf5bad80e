package io.github.lighterman.testing.batch.node;

import java.util.ArrayList;
import java.util.List;

/**
 * A task's command line as words: a program and its arguments. No shell reads it, so nothing in it
 * is expanded; quotes and backslashes mean what they mean to the service's own agent, which takes
 * the quoting rules of a POSIX shell and none of its other ones.
 *
 * <p>Blanks part words. Within single quotes nothing has a meaning. Within double quotes a
 * backslash takes a double quote or a backslash as it is, and stays before all else. Outside of
 * quotes it takes any next character as it is.
 *
 * @param words the program and its arguments; empty for a blank command line
 */
record CommandLine(List<String> words) {
  CommandLine {
    words = List.copyOf(words);
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if a quote is never closed, or a backslash takes nothing
   */
  static CommandLine parse(String text) {
    return new CommandLine(new Reader(text).words());
  }

  /** Goes through the text once, from left to right. */
  private static final class Reader {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    // An empty pair of quotes is a word, too.
    private boolean inWord;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<String> words() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (" \t\r\n".indexOf(c) >= 0) {
          endWord();
        } else {
          inWord = true;
          take(c);
        }
      }
      endWord();
      return words;
    }

    private void take(char c) {
      switch (c) {
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        case '\\' -> word.append(escaped());
        default -> word.append(c);
      }
    }

    private void singleQuoted() {
      int end = text.indexOf('\'', at);
      if (end < 0) {
        throw unclosed('\'');
      }
      word.append(text, at, end);
      at = end + 1;
    }

    private void doubleQuoted() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return;
        }
        boolean escape = c == '\\' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0;
        word.append(escape ? text.charAt(at++) : c);
      }
      throw unclosed('"');
    }

    private char escaped() {
      if (at == text.length()) {
        throw new IllegalArgumentException("the command line ends with a backslash; double it");
      }
      return text.charAt(at++);
    }

    private void endWord() {
      if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }

    private static IllegalArgumentException unclosed(char quote) {
      return new IllegalArgumentException(
          "the command line opens a quote with " + quote + " that it never closes");
    }
  }
}
