package io.github.lighterman.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
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
  /** Which links to directories a walk follows; links to files are files. */
  enum Links {
    /** All. One that leads in a circle is an error. */
    FOLLOW,
    /** Those that lead to somewhere below the root. */
    FOLLOW_INSIDE
  }

  /**
   * Returns the paths below the root, with {@code /} between segments and sorted, of all regular
   * files whose path {@code wanted} takes. A link that leads nowhere is left out.
   */
  List<String> files(Links links, Predicate<String> wanted) throws IOException {
    List<String> found = new ArrayList<>();
    Path real = root.toRealPath();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            boolean outside =
                links == Links.FOLLOW_INSIDE
                    && Files.isSymbolicLink(directory)
                    && !directory.toRealPath().startsWith(real);
            return outside ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = root.relativize(file).toString();
            if (attributes.isRegularFile() && wanted.test(path)) {
              found.add(path);
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
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        failed.addAll(new FileTree(entry).delete());
      }
    } catch (IOException e) {
      failed.add(root + ": " + e);
    }
    return failed;
  }

  /**
   * Deletes the root and all below it. Follows no link. What a job made unwritable is made writable
   * first. Returns what could not be deleted, with the reason; empty if all is gone.
   */
  List<String> delete() {
    List<String> failed = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Deletion(failed));
    } catch (IOException e) {
      failed.add(root + ": " + e);
    }
    return failed;
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    private static final Set<PosixFilePermission> OPEN =
        PosixFilePermissions.fromString("rwx------");

    private final List<String> failed;

    Deletion(List<String> failed) {
      this.failed = failed;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
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
        failed.addAll(new FileTree(file).delete());
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
