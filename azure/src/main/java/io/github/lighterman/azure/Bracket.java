package io.github.lighterman.azure;

import java.util.BitSet;
import java.util.PrimitiveIterator;

/**
 * The characters that stand in the brackets of a pattern. Writes them in an order in which nobody
 * takes one of them for syntax.
 */
final class Bracket {
  // Whatever has a meaning in some language's brackets, in the order in which it has none.
  private static final String LAST = "[\\$!^";
  private static final String SPECIAL = "]-" + LAST;

  private final BitSet members;
  private final boolean negated;

  private Bracket(BitSet members, boolean negated) {
    this.members = members;
    this.negated = negated;
  }

  /** Reads what stands between the brackets: characters, and ranges that don't run backwards. */
  static Bracket of(String text, boolean negated) {
    BitSet members = new BitSet();
    int[] all = text.codePoints().toArray();
    for (int i = 0; i < all.length; i++) {
      boolean range = i + 2 < all.length && all[i + 1] == '-';
      members.set(all[i], all[range ? i + 2 : i] + 1);
      i += range ? 2 : 0;
    }
    // No name holds these two, and no line of a shell's list the third.
    members.clear('/');
    members.clear(0);
    members.clear('\n');
    return new Bracket(members, negated);
  }

  boolean takes(int character) {
    return members.get(character) != negated;
  }

  boolean isEmpty() {
    return members.isEmpty() && !negated;
  }

  boolean isAny() {
    return members.isEmpty() && negated;
  }

  /**
   * Tells whether the characters can't be listed without one first that the service takes for
   * syntax.
   */
  boolean isOnlySyntax() {
    return !negated && members.stream().allMatch(c -> "!^".indexOf(c) >= 0);
  }

  boolean isSingle() {
    return !negated && members.cardinality() == 1;
  }

  PrimitiveIterator.OfInt characters() {
    return members.stream().iterator();
  }

  /** Returns this for a POSIX regular expression. */
  String regex() {
    if (!negated) {
      return "[" + text(members) + "]";
    }
    BitSet more = (BitSet) members.clone();
    more.set('/');
    return "[^" + text(more) + "]";
  }

  /** Returns this for a pattern of the service. */
  String pattern() {
    return (negated ? "[!" : "[") + text(members) + "]";
  }

  private static String text(BitSet members) {
    BitSet plain = (BitSet) members.clone();
    SPECIAL.chars().forEach(plain::clear);
    boolean closing = members.get(']');
    boolean dash = members.get('-');
    StringBuilder text = new StringBuilder(closing ? "]" : dash ? "-" : "");
    for (int from = plain.nextSetBit(0); from >= 0; ) {
      int end = plain.nextClearBit(from);
      text.appendCodePoint(from).append(end - from > 2 ? "-" : "");
      if (end - from > 1) {
        text.appendCodePoint(end - 1);
      }
      from = plain.nextSetBit(end);
    }
    LAST.chars().filter(members::get).forEach(text::appendCodePoint);
    return text.append(closing && dash ? "-" : "").toString();
  }
}
