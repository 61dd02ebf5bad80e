package io.github.lighterman.azure;

import io.github.lighterman.staging.Glob;
import java.util.ArrayList;
import java.util.List;

/** A piece of a {@link Glob}, for who writes the same in another language. */
sealed interface GlobPart {
  /** A character that stands for itself. */
  record Text(int character) implements GlobPart {}

  /** One of several characters. */
  record OneOf(Bracket bracket) implements GlobPart {}

  /** One of several sequences, each of which may be empty. */
  record Choice(List<List<GlobPart>> options) implements GlobPart {
    public Choice {
      options = List.copyOf(options);
    }
  }

  /** What parts segments. */
  Text SLASH = new Text('/');

  /** What has no content of its own. */
  enum Wildcard implements GlobPart {
    /** One character of a name. */
    ONE,
    /** Any characters of a name, or none. */
    STAR,
    /** Any characters, slashes among them, or none; not at the start of a segment. */
    DEEP,
    /** Any directories with their slashes, or none; at the start of a segment. */
    FOLDERS
  }

  /**
   * Reads a glob.
   *
   * @throws IllegalArgumentException if it's no legal {@link Glob}
   */
  static List<GlobPart> parse(String glob) {
    // Refuses what it can't read, so that the reader below meets nothing unfinished.
    Glob.of(glob);
    return new Reader(glob).sequence(true, false);
  }

  /** Goes through the glob once, from left to right. */
  final class Reader {
    private static final GlobPart NONE = new Choice(List.of());

    private final String glob;
    private int at;

    private Reader(String glob) {
      this.glob = glob;
    }

    /** Reads up to the end of the glob, or of an option within braces. */
    private List<GlobPart> sequence(boolean start, boolean inBraces) {
      List<GlobPart> parts = new ArrayList<>();
      boolean segmentStart = start;
      while (at < glob.length() && !(inBraces && ",}".indexOf(glob.charAt(at)) >= 0)) {
        int c = next();
        GlobPart part =
            switch (c) {
              case '*' -> star(segmentStart);
              case '?' -> Wildcard.ONE;
              case '[' -> bracket();
              case '{' -> choice(segmentStart);
              case '\\' -> new Text(next());
              default -> new Text(c);
            };
        add(part, parts, start);
        segmentStart = c == '/' || part == Wildcard.FOLDERS;
      }
      return parts;
    }

    /** Leaves out what adds nothing to the part before. */
    private static void add(GlobPart part, List<GlobPart> parts, boolean start) {
      boolean stars = part == Wildcard.STAR || part == Wildcard.DEEP;
      if (stars && last(parts) == Wildcard.DEEP) {
        return;
      }
      if (stars && last(parts) == Wildcard.STAR) {
        parts.remove(parts.size() - 1);
      }
      GlobPart before = last(parts);
      boolean first = parts.isEmpty() ? start : before.equals(SLASH) || before == Wildcard.FOLDERS;
      if (part == Wildcard.DEEP && first) {
        // The same, in words that know where a segment starts.
        add(Wildcard.FOLDERS, parts, start);
        add(Wildcard.STAR, parts, start);
      } else if (part != Wildcard.FOLDERS || before != Wildcard.FOLDERS) {
        parts.add(part);
      }
    }

    private static GlobPart last(List<GlobPart> parts) {
      return parts.isEmpty() ? NONE : parts.get(parts.size() - 1);
    }

    private GlobPart star(boolean segmentStart) {
      if (!glob.startsWith("*", at)) {
        return Wildcard.STAR;
      }
      at++;
      if (segmentStart && glob.startsWith("/", at)) {
        at++;
        return Wildcard.FOLDERS;
      }
      return Wildcard.DEEP;
    }

    private GlobPart bracket() {
      boolean negated = glob.startsWith("!", at) || glob.startsWith("^", at);
      int start = at + (negated ? 1 : 0);
      int end = glob.indexOf(']', start + 1);
      at = end + 1;
      Bracket bracket = Bracket.of(glob.substring(start, end), negated);
      if (bracket.isSingle()) {
        return new Text(bracket.characters().next());
      }
      return bracket.isAny() ? Wildcard.ONE : new OneOf(bracket);
    }

    private GlobPart choice(boolean segmentStart) {
      List<List<GlobPart>> options = new ArrayList<>();
      do {
        options.add(sequence(segmentStart, true));
      } while (next() == ',');
      return new Choice(options);
    }

    private int next() {
      int c = glob.codePointAt(at);
      at += Character.charCount(c);
      return c;
    }
  }
}
