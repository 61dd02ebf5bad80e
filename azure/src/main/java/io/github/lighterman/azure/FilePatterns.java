package io.github.lighterman.azure;

import io.github.lighterman.azure.GlobPart.Choice;
import io.github.lighterman.azure.GlobPart.OneOf;
import io.github.lighterman.azure.GlobPart.Text;
import io.github.lighterman.azure.GlobPart.Wildcard;
import io.github.lighterman.staging.Glob;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link Glob} as patterns of the service, which knows no braces and no backslash, takes {@code
 * **} as a whole segment only, and passes over names that start with a dot unless it's written.
 */
final class FilePatterns {
  /** How many patterns a glob may stand for. */
  static final int MOST = 100;

  private static final Text DOT = new Text('.');

  private final String glob;
  private final Set<String> patterns = new LinkedHashSet<>();
  private int sequences;

  FilePatterns(String glob) {
    this.glob = glob;
  }

  /** Returns the patterns, those without a written dot first. */
  List<String> all() {
    expand(List.of(), GlobPart.parse(glob));
    return List.copyOf(patterns);
  }

  /** Takes one option of the first braces after the other, until none are left. */
  private void expand(List<GlobPart> done, List<GlobPart> parts) {
    List<GlobPart> plain = new ArrayList<>(done);
    for (int i = 0; i < parts.size(); i++) {
      Optional<Set<List<GlobPart>>> options = options(parts.get(i));
      if (options.isPresent()) {
        for (List<GlobPart> option : options.get()) {
          expand(plain, join(option, parts.subList(i + 1, parts.size())));
        }
        return;
      }
      plain.add(parts.get(i));
    }
    deep(plain);
  }

  private static Optional<Set<List<GlobPart>>> options(GlobPart part) {
    if (part instanceof Choice choice) {
      return Optional.of(new LinkedHashSet<>(choice.options()));
    }
    if (part instanceof OneOf one && one.bracket().isOnlySyntax()) {
      Set<List<GlobPart>> each = new LinkedHashSet<>();
      one.bracket().characters().forEachRemaining((int c) -> each.add(List.of(new Text(c))));
      return Optional.of(each);
    }
    return Optional.empty();
  }

  /** Writes what crosses segments as whole segments. */
  private void deep(List<GlobPart> parts) {
    int at = parts.indexOf(Wildcard.DEEP);
    if (at < 0) {
      if (++sequences > MOST) {
        throw tooMany();
      }
      segments(parts);
      return;
    }
    List<GlobPart> before = parts.subList(0, at);
    List<GlobPart> after = parts.subList(at + 1, parts.size());
    List<GlobPart> star = List.of(Wildcard.STAR);
    if (at == 0
        || before.get(at - 1).equals(GlobPart.SLASH)
        || before.get(at - 1) == Wildcard.FOLDERS) {
      deep(join(before, List.of(Wildcard.FOLDERS), star, after));
      return;
    }
    List<GlobPart> crossing = List.of(Wildcard.STAR, GlobPart.SLASH, Wildcard.FOLDERS);
    if (!after.isEmpty() && after.get(0).equals(GlobPart.SLASH)) {
      deep(join(before, crossing, after.subList(1, after.size())));
    } else {
      deep(join(before, star, after));
      deep(join(before, crossing, star, after));
    }
  }

  private void segments(List<GlobPart> parts) {
    List<Set<String>> segments = new ArrayList<>();
    List<GlobPart> segment = new ArrayList<>();
    GlobPart last = GlobPart.SLASH;
    for (GlobPart part : join(parts, List.of(GlobPart.SLASH))) {
      if (part == Wildcard.FOLDERS) {
        // Any directories twice are any directories.
        if (last != Wildcard.FOLDERS) {
          segments.add(new LinkedHashSet<>(List.of("**", "**/.*/**")));
        }
      } else if (part.equals(GlobPart.SLASH)) {
        segments.add(names(segment));
        segment.clear();
      } else if (part != Wildcard.STAR || last != Wildcard.STAR) {
        // Two stars beside each other would be another word.
        segment.add(part);
      }
      last = part;
    }
    combine("", segments);
  }

  private IllegalArgumentException tooMany() {
    return new IllegalArgumentException(
        "pattern '" + glob + "' stands for more than " + MOST + " patterns of Azure Batch");
  }

  private void combine(String before, List<Set<String>> segments) {
    if (segments.isEmpty()) {
      patterns.add(before.substring(1));
      if (patterns.size() > MOST) {
        throw tooMany();
      }
      return;
    }
    for (String segment : segments.get(0)) {
      combine(before + "/" + segment, segments.subList(1, segments.size()));
    }
  }

  /** Returns the patterns for a name; none if no name in a path can be so. */
  private static Set<String> names(List<GlobPart> segment) {
    Set<String> names = new LinkedHashSet<>();
    names.add(text(segment));
    hidden(segment, names);
    names.removeAll(Set.of("", ".", ".."));
    return names;
  }

  /** Adds those for names that start with a dot. */
  private static void hidden(List<GlobPart> segment, Set<String> names) {
    if (segment.isEmpty()) {
      return;
    }
    GlobPart first = segment.get(0);
    List<GlobPart> rest = segment.subList(1, segment.size());
    if (first.equals(DOT)) {
      names.add(text(segment));
    } else if (first == Wildcard.STAR) {
      names.add(text(join(List.of(DOT), segment)));
      hidden(rest, names);
    } else if (first == Wildcard.ONE || (first instanceof OneOf one && one.bracket().takes('.'))) {
      names.add(text(join(List.of(DOT), rest)));
    }
  }

  private static String text(List<GlobPart> segment) {
    StringBuilder text = new StringBuilder();
    for (GlobPart part : segment) {
      if (part instanceof Text it) {
        // The service reads $name as a variable, wherever it stands.
        boolean special = "*?[$".indexOf(it.character()) >= 0;
        String character = Character.toString(it.character());
        text.append(special ? "[" + character + "]" : character);
      } else if (part instanceof OneOf one) {
        text.append(one.bracket().pattern());
      } else {
        text.append(part == Wildcard.ONE ? "?" : "*");
      }
    }
    return text.toString();
  }

  @SafeVarargs
  private static List<GlobPart> join(List<GlobPart>... lists) {
    List<GlobPart> all = new ArrayList<>();
    for (List<GlobPart> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
