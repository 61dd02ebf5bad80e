package io.github.lighterman.autoscale;

/**
 * A piece of a formula.
 *
 * @param text as it stands there; of a string, what lies between the quotes
 */
record Symbol(Kind kind, String text, Position at) {
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    MARK,
    END
  }

  boolean isMark(String mark) {
    return kind == Kind.MARK && text.equals(mark);
  }

  /** Returns it as an error message shows it. */
  @Override
  public String toString() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
