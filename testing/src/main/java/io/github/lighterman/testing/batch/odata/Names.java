package io.github.lighterman.testing.batch.odata;

import java.util.LinkedHashSet;
import java.util.Set;

/** Reads names with commas between them. */
final class Names {
  private Names() {}

  /** Returns the names in {@code text}, all of which must be among {@code known}, in order. */
  static Set<String> parse(String parameter, String text, Set<String> known) {
    Set<String> names = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      if (name.isEmpty()) {
        throw new InvalidQueryException(parameter, text, "a name is missing; write some,names");
      }
      if (!known.contains(name)) {
        throw new InvalidQueryException(
            parameter,
            text,
            "there is no property '" + name + "', only " + String.join(", ", known));
      }
      names.add(name);
    }
    return names;
  }
}
