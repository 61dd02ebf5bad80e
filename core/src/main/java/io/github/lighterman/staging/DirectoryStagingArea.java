package io.github.lighterman.staging;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
 * file is written it has a name that starts with {@code .staging-}, which is never listed; a path
 * that ends in such a name is refused.
 */
public final class DirectoryStagingArea implements StagingArea {
  private static final String TEMPORARY = ".staging-";
  private static final int MOST_TRIES = 1_000;

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
    // A plain copy keeps the executable bit and, unlike COPY_ATTRIBUTES, takes the present time.
    replace(resolve(path), temporary -> Files.copy(source, temporary));
  }

  @Override
  public void put(RelativePath path, InputStream source) throws IOException {
    requireNonNull(source, "source");
    replace(resolve(path), temporary -> Files.copy(source, temporary));
  }

  @Override
  public void get(RelativePath path, Path target) throws IOException {
    Path source = existing(path);
    replace(target.toAbsolutePath(), temporary -> Files.copy(source, temporary));
  }

  @Override
  public InputStream open(RelativePath path) throws IOException {
    return Files.newInputStream(existing(path));
  }

  @Override
  public List<StagedFile> list(String prefix) throws IOException {
    List<StagedFile> found = new ArrayList<>();
    // Only the directory that the prefix names is walked: what lies beside it costs no time.
    String directory = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
    if (directory.isEmpty() && prefix.startsWith("/")) {
      return List.of();
    }
    if (directory.isEmpty() || RelativePath.brokenRule(directory).isEmpty()) {
      Path start = root.resolve(directory);
      if (!isLinked(start)) {
        walk(start, prefix, found);
      }
    }
    found.sort(Comparator.comparing(StagedFile::path));
    return List.copyOf(found);
  }

  @Override
  public boolean exists(RelativePath path) throws IOException {
    return isStaged(resolve(path));
  }

  @Override
  public void delete(RelativePath path) throws IOException {
    Path file = resolve(path);
    if (isStaged(file) && Files.deleteIfExists(file)) {
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

  private void walk(Path start, String prefix, List<StagedFile> found) throws IOException {
    try {
      // The root itself may be a link, at which the walk would stop.
      Path real = start.toRealPath();
      Files.walkFileTree(real, new Listing(real, prefix, found));
    } catch (NoSuchFileException e) {
      // Nothing was put there yet.
    } catch (FileSystemException e) {
      if (!leadsThroughFile(start)) {
        throw e;
      }
    }
  }

  private Path existing(RelativePath path) throws IOException {
    Path file = resolve(path);
    if (!isStaged(file)) {
      throw new NoSuchFileException(file.toString(), null, "nothing is staged under " + path);
    }
    return file;
  }

  private Path resolve(RelativePath path) throws IOException {
    Path file = path.below(root);
    if (isTemporary(file)) {
      throw new FileSystemException(
          file.toString(), null, "a name that starts with " + TEMPORARY + " is ours");
    }
    if (isLinked(file)) {
      throw new FileSystemException(
          file.toString(),
          null,
          "is or lies behind a symbolic link, which no staged path may take");
    }
    return file;
  }

  private boolean isLinked(Path file) {
    for (Path at = file; !at.equals(root); at = parent(at)) {
      if (Files.isSymbolicLink(at)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether it's there, and throws where the usual question would say no for "can't see". */
  private boolean isStaged(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile();
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileSystemException e) {
      if (leadsThroughFile(file)) {
        return false;
      }
      throw e;
    }
  }

  /** A path that takes a file for a directory names nothing, but systems don't say it like that. */
  private boolean leadsThroughFile(Path file) {
    for (Path at = file; !at.equals(root); at = parent(at)) {
      if (!at.equals(file) && Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTemporary(Path file) {
    return String.valueOf(file.getFileName()).startsWith(TEMPORARY);
  }

  private static Path parent(Path path) {
    return requireNonNull(path.getParent(), "path has no parent");
  }

  private static void replace(Path target, Write write) throws IOException {
    Path parent = parent(target);
    Path temporary = parent.resolve(TEMPORARY + UUID.randomUUID());
    try {
      writeBelow(parent, temporary, write);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeBelow(Path parent, Path temporary, Write write) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        // Only then, since createDirectories takes a link to a directory for a file in its way.
        if (!Files.isDirectory(parent)) {
          Files.createDirectories(parent);
        }
        write.to(temporary);
        return;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // A delete of the last neighbour may have removed a parent since; only then once more.
        Path met = Path.of(e.getFile());
        boolean raced = temporary.startsWith(met) && !isInTheWay(met);
        if (!raced || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean isInTheWay(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path);
  }

  private void removeEmptyParents(Path file) {
    for (Path at = parent(file); !at.equals(root); at = parent(at)) {
      try {
        Files.deleteIfExists(at);
      } catch (IOException e) {
        // Not empty, most likely. The file itself is gone, which is what was asked for.
        return;
      }
    }
  }

  /** Writes the temporary file. */
  @FunctionalInterface
  private interface Write {
    void to(Path temporary) throws IOException;
  }

  private static final class Listing extends SimpleFileVisitor<Path> {
    private final Path start;
    private final String prefix;
    private final List<StagedFile> found;

    Listing(Path start, String prefix, List<StagedFile> found) {
      this.start = start;
      this.prefix = prefix;
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = prefix.substring(0, prefix.lastIndexOf('/') + 1) + start.relativize(file);
      boolean staged =
          attributes.isRegularFile()
              && !isTemporary(file)
              && RelativePath.brokenRule(name).isEmpty();
      if (staged && name.startsWith(prefix)) {
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
