package io.github.lighterman.testing.batch.odata;

/**
 * A piece of a filter.
 *
 * @param text as it stands there; of a text or a time, what lies between the quotes
 * @param position of its first character, from 0
 */
record Token(Kind kind, String text, int position) {
  enum Kind {
    WORD,
    NUMBER,
    TEXT,
    TIME,
    OPEN,
    CLOSE,
    COMMA,
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** Returns it as an error message shows it. */
  @Override
  public String toString() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
