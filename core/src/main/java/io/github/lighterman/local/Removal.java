package io.github.lighterman.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything below a directory, to be deleted. */
record Removal(Path root) {
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
