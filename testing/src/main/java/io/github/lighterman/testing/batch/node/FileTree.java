package io.github.lighterman.testing.batch.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Deletes all below a directory, and the directory itself. */
final class FileTree extends SimpleFileVisitor<Path> {
  private final Object device;
  private @Nullable IOException first;

  private FileTree(Object device) {
    this.device = device;
  }

  /**
   * Deletes a directory or a file; absent is fine. Follows no link, and leaves alone what is
   * mounted below. What a task made unwritable is made writable first.
   *
   * @throws IOException if something stays; the rest is gone all the same
   */
  static void delete(Path root) throws IOException {
    Object device;
    try {
      device = device(root);
    } catch (NoSuchFileException e) {
      return;
    }
    FileTree tree = new FileTree(device);
    Files.walkFileTree(root, tree);
    if (tree.first != null) {
      throw tree.first;
    }
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    try {
      if (!device(directory).equals(device)) {
        failed(new IOException(directory + ": another file system is mounted here"));
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      return FileVisitResult.CONTINUE;
    } catch (NoSuchFileException e) {
      // Somebody else deletes here, too.
      return FileVisitResult.SKIP_SUBTREE;
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    remove(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    boolean closed = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !Files.isReadable(file);
    if (closed) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      Files.walkFileTree(file, this);
    } else if (!(e instanceof NoSuchFileException)) {
      failed(e);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
    remove(directory);
    return FileVisitResult.CONTINUE;
  }

  private void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException e) {
    if (first == null) {
      first = e;
    }
  }
}
