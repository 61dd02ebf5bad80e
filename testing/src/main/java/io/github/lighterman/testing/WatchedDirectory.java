package io.github.lighterman.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A directory in which nothing may be left that was not there before. */
final class WatchedDirectory implements LeakCheck.Watch {
  private static final int MOST = 20;

  private final Path directory;
  private final NavigableSet<Path> before;

  private WatchedDirectory(Path directory, NavigableSet<Path> before) {
    this.directory = directory;
    this.before = before;
  }

  static WatchedDirectory of(Path directory) throws IOException {
    return new WatchedDirectory(directory, below(directory));
  }

  @Override
  public List<String> leaks() {
    NavigableSet<Path> left;
    try {
      left = below(directory);
    } catch (IOException | UncheckedIOException e) {
      return List.of("it can't be told which files below " + directory + ": " + e);
    }
    left.removeAll(before);
    if (left.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    left.stream().limit(MOST).forEach(path -> names.add("\n  " + directory.relativize(path)));
    if (left.size() > MOST) {
      names.add("\n  and " + (left.size() - MOST) + " more");
    }
    return List.of(
        JobHistory.counted(left.size(), "file") + " below " + directory + String.join("", names));
  }

  private static NavigableSet<Path> below(Path directory) throws IOException {
    NavigableSet<Path> found = new TreeSet<>();
    if (Files.exists(directory)) {
      try (Stream<Path> paths = Files.walk(directory)) {
        paths.filter(path -> !path.equals(directory)).forEach(found::add);
      }
    }
    return found;
  }
}
