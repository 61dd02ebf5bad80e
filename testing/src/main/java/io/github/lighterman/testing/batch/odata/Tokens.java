package io.github.lighterman.testing.batch.odata;

import io.github.lighterman.testing.batch.odata.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a filter into tokens, once from left to right. */
final class Tokens {
  private static final String TIME_PREFIX = "datetime";

  private final String filter;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokens(String filter) {
    this.filter = filter;
  }

  /** Returns the filter's tokens, of which the last is the end. */
  static List<Token> of(String filter) {
    Tokens tokens = new Tokens(filter);
    while (tokens.at < filter.length()) {
      tokens.next();
    }
    tokens.add(Kind.END, "", filter.length());
    return tokens.tokens;
  }

  private void next() {
    char first = filter.charAt(at);
    switch (first) {
      case '(' -> mark(Kind.OPEN);
      case ')' -> mark(Kind.CLOSE);
      case ',' -> mark(Kind.COMMA);
      case '\'' -> quoted(Kind.TEXT, at);
      default -> {
        if (Character.isWhitespace(first)) {
          at++;
        } else if (Character.isDigit(first) || first == '-' || first == '+') {
          number();
        } else if (isNamePart(first)) {
          wordOrTime();
        } else {
          throw unreadable(
              "a filter can't have '"
                  + Character.toString(filter.codePointAt(at))
                  + "' outside quotes");
        }
      }
    }
  }

  private void mark(Kind kind) {
    add(kind, filter.substring(at, at + 1), at + 1);
  }

  private void number() {
    int end = at + 1;
    while (end < filter.length() && isNumberPart(filter.charAt(end))) {
      end++;
    }
    add(Kind.NUMBER, filter.substring(at, end), end);
  }

  private void wordOrTime() {
    int end = at;
    while (end < filter.length() && isNamePart(filter.charAt(end))) {
      end++;
    }
    String word = filter.substring(at, end);
    if (word.equalsIgnoreCase(TIME_PREFIX) && filter.startsWith("'", end)) {
      quoted(Kind.TIME, end);
    } else {
      add(Kind.WORD, word, end);
    }
  }

  /** A quote inside quotes is doubled. */
  private void quoted(Kind kind, int open) {
    StringBuilder text = new StringBuilder();
    int from = open + 1;
    while (true) {
      int quote = filter.indexOf('\'', from);
      if (quote < 0) {
        throw unreadable("a text opens with a quote that is never closed");
      }
      text.append(filter, from, quote);
      if (!filter.startsWith("'", quote + 1)) {
        add(kind, text.toString(), quote + 1);
        return;
      }
      text.append('\'');
      from = quote + 2;
    }
  }

  private void add(Kind kind, String text, int end) {
    tokens.add(new Token(kind, text, at));
    at = end;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '/' || c == '.';
  }

  private static boolean isNumberPart(char c) {
    return Character.isLetterOrDigit(c) || c == '.';
  }

  private InvalidQueryException unreadable(String reason) {
    return new InvalidQueryException(
        Filter.PARAMETER, filter, "at position " + at + ": syntax error: " + reason);
  }
}
