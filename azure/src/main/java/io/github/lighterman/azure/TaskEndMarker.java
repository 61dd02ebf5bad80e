package io.github.lighterman.azure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a {@link TaskScript} says of its end, in a file of one line beside the working directory.
 *
 * @param kind what happened
 * @param detail the number, path or word that the kind speaks of; empty if it speaks of none
 */
record TaskEndMarker(Kind kind, String detail) {
  /** The file's name in the task's directory. */
  static final String FILE = "lighterman-end";

  /** What happened. Each is written as its name in lower case with dashes. */
  enum Kind {
    /** The script has started, and has come to no end, or to none that it could write. */
    STARTED,
    /** The command has ended by itself, or by a signal; the detail is its exit code. */
    EXIT,
    /** Nothing was there to be moved; the detail is the move's place in the list, from 0. */
    NO_MATCH,
    /** Two inputs claim the same path, which is the detail. */
    OCCUPIED,
    /** The run's sources can't be copied. */
    NO_SOURCES,
    /** The file of a secret is missing or too short; the detail is the place in the list. */
    SECRET,
    /** A required output is missing; the detail is its path. */
    MISSING_OUTPUT,
    /** An output is behind a link that leads out of the working directory; link, arrow, target. */
    ESCAPING_LINK,
    /** An output is behind links in a circle; the detail is one of them. */
    CIRCULAR_LINK,
    /** The service can't find this output, since it's in too many directories with a dot. */
    HIDDEN_OUTPUT,
    /** Something failed that never should, of which stderr says more; the detail is what. */
    TROUBLE;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Reads the line; empty if a script never wrote it so. */
  static Optional<TaskEndMarker> parse(String line) {
    String[] words = line.strip().split(" ", 2);
    String detail = words.length > 1 ? words[1] : "";
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.word().equals(words[0]))
        .findFirst()
        .map(kind -> new TaskEndMarker(kind, detail))
        .filter(marker -> marker.kind() != Kind.EXIT || marker.number().isPresent());
  }

  /** Returns the detail as a number, if it's one. */
  OptionalInt number() {
    return detail.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(detail))
        : OptionalInt.empty();
  }
}
