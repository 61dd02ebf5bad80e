package io.github.lighterman.testing.batch.node;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.testing.batch.execution.NodeFile;
import io.github.lighterman.testing.batch.execution.NodeFiles;
import io.github.lighterman.testing.batch.execution.NodeKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files of nodes that are directories here. A link that leads out of its node is as good as
 * absent.
 *
 * @param nodes gives a node's directory
 */
record DirectoryFiles(Function<NodeKey, Optional<NodeDirectory>> nodes) implements NodeFiles {
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  @Override
  public List<NodeFile> list(NodeKey node, String directory, Depth depth) throws IOException {
    Optional<Path> start = resolve(node, directory);
    if (start.isEmpty() || !Files.isDirectory(start.get())) {
      return List.of();
    }
    List<NodeFile> found = new ArrayList<>();
    Path root = root(node).orElseThrow();
    int deepest = depth == Depth.CHILDREN ? 1 : Integer.MAX_VALUE;
    Files.walkFileTree(
        start.get(),
        EnumSet.noneOf(FileVisitOption.class),
        deepest,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (!path.equals(start.get())) {
              describe(root, path).ifPresent(found::add);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            describe(root, path).ifPresent(found::add);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) {
            // It went away while we looked, or the task has closed it.
            return FileVisitResult.CONTINUE;
          }
        });
    return List.copyOf(found);
  }

  @Override
  public Optional<NodeFile> find(NodeKey node, String path) {
    return resolve(node, path).flatMap(file -> describe(root(node).orElseThrow(), file));
  }

  @Override
  public InputStream open(NodeKey node, String path, long offset) throws IOException {
    Path file = resolve(node, path).orElseThrow(() -> new NoSuchFileException(path));
    // Opening what is no file, such as a pipe, could take for ever.
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(path);
    }
    SeekableByteChannel channel = Files.newByteChannel(file);
    channel.position(offset);
    return Channels.newInputStream(channel);
  }

  @Override
  public void delete(NodeKey node, String path) throws IOException {
    Optional<Path> root = root(node);
    if (root.isPresent() && !path.isEmpty()) {
      Path file = root.get().resolve(path);
      // The link itself goes, wherever it leads; so it's its directory that has to be inside.
      if (isInside(root.get(), requireNonNull(file.getParent(), "parent"))) {
        FileTree.delete(file);
      }
    }
  }

  private Optional<Path> root(NodeKey node) {
    return nodes.apply(node).map(NodeDirectory::root);
  }

  private Optional<Path> resolve(NodeKey node, String path) {
    try {
      return root(node)
          .flatMap(root -> Optional.of(root.resolve(path)).filter(file -> isInside(root, file)));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isInside(Path root, Path path) {
    try {
      return path.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<NodeFile> describe(Path root, Path path) {
    try {
      if (!isInside(root, path)) {
        return Optional.empty();
      }
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      boolean directory = attributes.isDirectory();
      String type = URLConnection.guessContentTypeFromName(path.toString());
      return Optional.of(
          new NodeFile(
              root.relativize(path).toString(),
              directory ? NodeFile.Kind.DIRECTORY : NodeFile.Kind.FILE,
              directory ? 0 : attributes.size(),
              attributes.lastModifiedTime().toInstant(),
              type == null ? UNKNOWN_TYPE : type,
              (int) Files.getAttribute(path, "unix:mode")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
