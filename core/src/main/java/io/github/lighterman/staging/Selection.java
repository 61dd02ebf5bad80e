package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/**
 * Which files below a directory are meant. Both predicates take a path below it, with {@code /}
 * between segments.
 *
 * @param files whether a file is meant
 * @param directories whether a directory can hold such a file, so that a walk may pass over the
 *     others, however large, unreadable or circular
 */
public record Selection(Predicate<String> files, Predicate<String> directories) {
  /** Checks that nothing is null. */
  public Selection {
    requireNonNull(files, "files");
    requireNonNull(directories, "directories");
  }

  /** Selects everything. */
  public static Selection all() {
    return new Selection(file -> true, directory -> true);
  }

  /** Selects what lies below {@code directory}, {@code .} being all. */
  public static Selection below(String directory) {
    if (directory.equals(".")) {
      return all();
    }
    return new Selection(
        file -> file.startsWith(directory + "/"),
        it -> (it + "/").startsWith(directory + "/") || directory.startsWith(it + "/"));
  }

  /**
   * Selects what matches the glob.
   *
   * @throws IllegalArgumentException if it's no legal {@link Glob}
   */
  public static Selection matching(String pattern) {
    Glob glob = Glob.of(pattern);
    long depth = pattern.contains("**") ? Long.MAX_VALUE : slashes(pattern);
    return new Selection(glob::matches, directory -> slashes(directory) < depth);
  }

  private static long slashes(String path) {
    return path.chars().filter(c -> c == '/').count();
  }
}
