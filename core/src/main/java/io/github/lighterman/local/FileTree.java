package io.github.lighterman.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everything below a directory. */
record FileTree(Path root) {
  /**
   * Which links to directories a walk follows; links to files are files. One that leads in a circle
   * is an error.
   */
  enum Links {
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
   */
  List<String> files(Links links, Predicate<String> wanted) throws IOException {
    return files(links, new Selection(wanted, directory -> true));
  }

  /** Returns the same of the files that {@code wanted} selects. */
  List<String> files(Links links, Selection wanted) throws IOException {
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
   * Deletes all below the root, but not the root itself, as {@link #delete} does. An empty
   * directory costs next to nothing; but where inodes were freed, ext4 takes long to find new ones
   * for some seconds.
   */
  List<String> clear() {
    List<String> failed = new ArrayList<>();
    Deletion.open(root);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      Deletion deletion = new Deletion(device(root), failed);
      for (Path entry : entries) {
        Files.walkFileTree(entry, deletion);
      }
    } catch (IOException e) {
      failed.add(root + ": " + e);
    }
    return failed;
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

  /**
   * Deletes the root and all below it. Follows no link, and leaves alone what is mounted below it,
   * since that is somebody else's. What a job made unwritable is made writable first. Returns what
   * could not be deleted, with the reason; empty if all is gone.
   */
  List<String> delete() {
    List<String> failed = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Deletion(device(root), failed));
    } catch (NoSuchFileException e) {
      // There is nothing to delete.
    } catch (IOException e) {
      failed.add(root + ": " + e);
    }
    return failed;
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
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

  private static final class Deletion extends SimpleFileVisitor<Path> {
    private static final Set<PosixFilePermission> OPEN =
        PosixFilePermissions.fromString("rwx------");

    private final Object device;
    private final List<String> failed;

    Deletion(Object device, List<String> failed) {
      this.device = device;
      this.failed = failed;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (!device(directory).equals(device)) {
        failed.add(directory + ": another file system is mounted here; unmount it");
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
        open(directory);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      // A directory that could not be read was not opened for us either: once more, opened.
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && open(file)) {
        Files.walkFileTree(file, new Deletion(device, failed));
      } else if (!(e instanceof NoSuchFileException)) {
        failed.add(file + ": " + e);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      delete(directory);
      return FileVisitResult.CONTINUE;
    }

    private void delete(Path path) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        failed.add(path + ": " + e);
      }
    }

    private static boolean open(Path directory) {
      try {
        if (Files.isReadable(directory)
            && Files.isWritable(directory)
            && Files.isExecutable(directory)) {
          return false;
        }
        Files.setPosixFilePermissions(directory, OPEN);
        return true;
      } catch (IOException | UnsupportedOperationException e) {
        return false;
      }
    }
  }
}
