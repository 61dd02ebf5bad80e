package io.github.lighterman.nextflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What storage does not keep of a task's files: which of its directories are empty, and which of
 * its files can be executed. A task that ran elsewhere leaves a list of them.
 */
final class TaskTree {
  /** The list, beside the other files of this kind. */
  static final String LIST = ".command.tree";

  /** Writes the list: directories, an empty line, files. */
  static final String SCRIPT =
      "{ find . -type d -empty; echo; find . -type f -perm -100; } > " + LIST + " 2> /dev/null";

  private final Path work;

  TaskTree(Path work) {
    this.work = work;
  }

  /**
   * Makes empty directories, of those that these patterns name or that are below one, and makes
   * files executable that have come back. Does nothing without a list, and nothing outside of the
   * task's directory.
   */
  void restore(List<String> outputs) {
    Path list = work.resolve(LIST);
    if (!Files.exists(list)) {
      return;
    }
    try {
      List<String> lines = Files.readAllLines(list, StandardCharsets.ISO_8859_1);
      int end = Math.max(0, lines.indexOf(""));
      for (Path path : inside(lines.subList(0, end))) {
        if (isBelow(path, outputs) && !Files.exists(work.resolve(path))) {
          Files.createDirectories(work.resolve(path));
        }
      }
      for (Path path : inside(lines.subList(end, lines.size()))) {
        if (Files.isRegularFile(work.resolve(path))) {
          permit(work.resolve(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the tree of " + work + " can't be restored", e);
    }
  }

  /** Returns the empty directories below one of this machine's, itself among them. */
  static List<Path> emptyDirectories(Path root) {
    try {
      return emptyBelow(root.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + root, e);
    }
  }

  private static List<Path> emptyBelow(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isDirectory)
          .filter(TaskTree::isEmpty)
          .map(root::relativize)
          .toList();
    }
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + directory, e);
    }
  }

  /** Returns what these lines name, but for what is not in the task's directory: it wrote them. */
  private static List<Path> inside(List<String> lines) {
    return lines.stream()
        .map(TaskTree::path)
        .filter(path -> !path.isAbsolute() && !path.startsWith(".."))
        .toList();
  }

  /** A list is of bytes, and so are the names of files. */
  private static Path path(String line) {
    String name = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return Path.of(name).normalize();
  }

  private static boolean isBelow(Path path, List<String> patterns) {
    for (String pattern : patterns) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      for (int i = 1; i <= path.getNameCount(); i++) {
        if (matcher.matches(path.subpath(0, i))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Lets everybody execute a file who can read it. */
  private static void permit(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    permissions.add(PosixFilePermission.OWNER_EXECUTE);
    if (permissions.contains(PosixFilePermission.GROUP_READ)) {
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
    }
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    Files.setPosixFilePermissions(file, permissions);
  }
}
