package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files below a local directory. Every call looks anew.
 *
 * @param root the directory
 */
public record FileTree(Path root) {
  /** Checks that there is a directory to look below. */
  public FileTree {
    requireNonNull(root, "root");
  }

  /**
   * Which links to directories a walk follows; links to files are files. One that leads in a circle
   * is an error.
   */
  public enum Links {
    /** All. */
    FOLLOW,
    /**
     * Those that lead to somewhere below the root. Of what lies behind another one, the first file
     * that is wanted is returned, for the caller to refuse.
     */
    FOLLOW_INSIDE
  }

  /**
   * Returns the paths below the root, with {@code /} between segments and sorted, of all regular
   * files whose path {@code wanted} takes. A link that leads nowhere is left out.
   *
   * @throws IOException if a directory can't be read, or a link closes a circle
   */
  public List<String> files(Links links, Predicate<String> wanted) throws IOException {
    return files(links, new Selection(wanted, directory -> true));
  }

  /**
   * Returns the same of the files that {@code wanted} selects.
   *
   * @throws IOException if a directory that can hold such a file can't be read, or closes a circle
   */
  public List<String> files(Links links, Selection wanted) throws IOException {
    List<String> found = new ArrayList<>();
    Path border = root.toRealPath();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new Search(root, wanted, found) {
          @Override
          FileVisitResult enter(Path directory) throws IOException {
            if (links == Links.FOLLOW_INSIDE && Files.isSymbolicLink(directory)) {
              Path real = directory.toRealPath();
              if (!real.startsWith(border)) {
                found.addAll(behind(real, root.relativize(directory) + "/", wanted));
                return FileVisitResult.SKIP_SUBTREE;
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  /**
   * Returns the first file behind a link, if any is wanted. Follows no further link and passes over
   * what can't be read: who knows where a link leads that leads out.
   */
  private static List<String> behind(Path real, String prefix, Selection wanted)
      throws IOException {
    List<String> found = new ArrayList<>();
    Selection behind =
        new Selection(
            file -> found.isEmpty() && wanted.files().test(prefix + file),
            directory -> wanted.directories().test(prefix + directory));
    Files.walkFileTree(
        real,
        new Search(real, behind, found) {
          @Override
          FileVisitResult enter(Path directory) {
            return found.isEmpty() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().map(file -> prefix + file).toList();
  }

  private abstract static class Search extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Selection wanted;
    private final List<String> found;

    Search(Path root, Selection wanted, List<String> found) {
      this.root = root;
      this.wanted = wanted;
      this.found = found;
    }

    /** Is called for each directory below the root that can hold a wanted file. */
    abstract FileVisitResult enter(Path directory) throws IOException;

    @Override
    public final FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (directory.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      return wanted.directories().test(below(directory))
          ? enter(directory)
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public final FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && wanted.files().test(below(file))) {
        found.add(below(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      boolean gone = e instanceof NoSuchFileException;
      if (!file.equals(root) && (gone || !wanted.directories().test(below(file)))) {
        return FileVisitResult.CONTINUE;
      }
      if (e instanceof FileSystemLoopException) {
        throw new FileSystemException(file.toString(), null, "closes a circle of links");
      }
      throw e;
    }

    private String below(Path path) {
      return root.relativize(path).toString();
    }
  }
}
