package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StagingArea} in a local directory. The directory is made by the first {@code put}.
 * Directories that a {@code delete} leaves empty are removed, up to the root, which stays.
 *
 * <p>A path through a symbolic link below the root is refused, since it could lead outside. While a
 * file is written it has a name that starts with {@code .staging-}, which is never listed.
 */
public final class DirectoryStagingArea implements StagingArea {
  private static final String TEMPORARY = ".staging-";

  private final Path root;

  private DirectoryStagingArea(Path root) {
    this.root = root;
  }

  /** Returns the area in {@code root}, which need not exist yet. */
  public static DirectoryStagingArea of(Path root) {
    return new DirectoryStagingArea(requireNonNull(root, "root").toAbsolutePath().normalize());
  }

  @Override
  public void put(RelativePath path, Path source) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new NoSuchFileException(source.toString(), null, "is no regular file");
    }
    replace(
        resolve(path),
        temporary -> Files.copy(source, temporary, StandardCopyOption.COPY_ATTRIBUTES));
  }

  @Override
  public void put(RelativePath path, InputStream source) throws IOException {
    requireNonNull(source, "source");
    replace(resolve(path), temporary -> Files.copy(source, temporary));
  }

  @Override
  public void get(RelativePath path, Path target) throws IOException {
    Path source = existing(path);
    replace(
        target.toAbsolutePath(),
        temporary -> Files.copy(source, temporary, StandardCopyOption.COPY_ATTRIBUTES));
  }

  @Override
  public InputStream open(RelativePath path) throws IOException {
    return Files.newInputStream(existing(path));
  }

  @Override
  public List<StagedFile> list(String prefix) throws IOException {
    requireNonNull(prefix, "prefix");
    List<StagedFile> found = new ArrayList<>();
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(root, new Listing(prefix, found));
    }
    found.sort(Comparator.comparing(StagedFile::path));
    return List.copyOf(found);
  }

  @Override
  public boolean exists(RelativePath path) throws IOException {
    return Files.isRegularFile(resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void delete(RelativePath path) throws IOException {
    Path file = resolve(path);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.deleteIfExists(file)) {
      removeEmptyParents(file);
    }
  }

  @Override
  public URI location(RelativePath path) {
    return path.below(root).toUri();
  }

  @Override
  public String toString() {
    return "DirectoryStagingArea[" + root + "]";
  }

  private Path existing(RelativePath path) throws IOException {
    Path file = resolve(path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString(), null, "nothing is staged under " + path);
    }
    return file;
  }

  private Path resolve(RelativePath path) throws IOException {
    Path file = path.below(root);
    for (Path at = file; !at.equals(root); at = requireNonNull(at.getParent())) {
      if (Files.isSymbolicLink(at)) {
        throw new NotDirectoryException(at + " is a symbolic link, which a staged path can't take");
      }
    }
    return file;
  }

  private static void replace(Path target, Write write) throws IOException {
    Path parent = requireNonNull(target.getParent(), "target has no parent");
    Path temporary = parent.resolve(TEMPORARY + UUID.randomUUID());
    try {
      writeBelow(parent, temporary, write);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeBelow(Path parent, Path temporary, Write write) throws IOException {
    while (true) {
      Files.createDirectories(parent);
      try {
        write.to(temporary);
        return;
      } catch (NoSuchFileException e) {
        // A delete of the last neighbour may have removed the parent since; only then once more.
        if (Files.isDirectory(parent)) {
          throw e;
        }
      }
    }
  }

  private void removeEmptyParents(Path file) throws IOException {
    for (Path at = requireNonNull(file.getParent());
        !at.equals(root);
        at = requireNonNull(at.getParent())) {
      try {
        Files.deleteIfExists(at);
      } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
        return;
      }
    }
  }

  /** Writes the temporary file. */
  @FunctionalInterface
  private interface Write {
    void to(Path temporary) throws IOException;
  }

  private final class Listing extends SimpleFileVisitor<Path> {
    private final String prefix;
    private final List<StagedFile> found;

    Listing(String prefix, List<StagedFile> found) {
      this.prefix = prefix;
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = root.relativize(file).toString();
      boolean hidden = String.valueOf(file.getFileName()).startsWith(TEMPORARY);
      if (attributes.isRegularFile() && !hidden && name.startsWith(prefix)) {
        found.add(
            new StagedFile(
                RelativePath.of(name),
                attributes.size(),
                attributes.lastModifiedTime().toInstant()));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e == null || e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
