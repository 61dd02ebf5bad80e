package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.FormulaProblem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cuts a formula into symbols, once from left to right; blanks and comments go. */
final class Symbols {
  // Longer ones first, so that <= isn't taken for <.
  private static final List<String> MARKS =
      List.of(
          "&&", "||", "==", "!=", "<=", ">=", "<", ">", "=", "!", "+", "-", "*", "/", "(", ")", "?",
          ":", ";", ",", ".");

  private final String text;
  private final List<Symbol> symbols = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Symbols(String text) {
    this.text = text;
  }

  /** Returns the symbols of a formula, of which the last is the end. */
  static List<Symbol> of(String formula) {
    Symbols symbols = new Symbols(formula);
    while (symbols.at < formula.length()) {
      symbols.next();
    }
    symbols.add(Symbol.Kind.END, "", formula.length());
    return symbols.symbols;
  }

  private void next() {
    char first = text.charAt(at);
    if (Character.isWhitespace(first)) {
      blank(first);
    } else if (text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
    } else if (isDigit(first) || (first == '.' && isDigit(peek()))) {
      number();
    } else if (isNameStart(first)) {
      name();
    } else if (first == '"') {
      string();
    } else {
      mark();
    }
  }

  private void blank(char c) {
    at++;
    if (c == '\n') {
      line++;
      lineStart = at;
    }
  }

  private void number() {
    int end = endOfDigits(at);
    if (text.startsWith(".", end)) {
      end = endOfDigits(end + 1);
    }
    if (end < text.length() && isNamePart(text.charAt(end))) {
      throw unreadable("a number ends with '" + text.charAt(end) + "'");
    }
    add(Symbol.Kind.NUMBER, text.substring(at, end), end);
  }

  private int endOfDigits(int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private void name() {
    int end = at + 1;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    if (text.startsWith("$", at) && end == at + 1) {
      throw unreadable("a $ has no name after it");
    }
    add(Symbol.Kind.NAME, text.substring(at, end), end);
  }

  private void string() {
    int end = text.indexOf('"', at + 1);
    int lineEnd = text.indexOf('\n', at);
    if (end < 0 || (lineEnd >= 0 && lineEnd < end)) {
      throw unreadable("a string opens with a quote that isn't closed in its line");
    }
    add(Symbol.Kind.STRING, text.substring(at + 1, end), end + 1);
  }

  private void mark() {
    Stream<String> here = MARKS.stream().filter(mark -> text.startsWith(mark, at));
    Optional<String> found = here.findFirst();
    if (found.isEmpty()) {
      throw unreadable("a formula can't have '" + Character.toString(text.codePointAt(at)) + "'");
    }
    add(Symbol.Kind.MARK, found.get(), at + found.get().length());
  }

  private void add(Symbol.Kind kind, String symbol, int end) {
    symbols.add(new Symbol(kind, symbol, position()));
    at = end;
  }

  private Mistake unreadable(String detail) {
    return new Mistake(Kind.SYNTAX, position(), "Syntax error: " + detail);
  }

  private Position position() {
    return new Position(line, at - lineStart + 1);
  }

  /** Returns what comes next, a blank at the end. */
  private char peek() {
    return at + 1 < text.length() ? text.charAt(at + 1) : ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c == '$' || isNamePart(c);
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
  }
}
