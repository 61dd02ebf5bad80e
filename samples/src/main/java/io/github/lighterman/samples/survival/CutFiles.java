package io.github.lighterman.samples.survival;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a driver's process, which ends at a change of one of them, before or after it was
 * made, as if it were killed: at a file that is made, written, moved, linked, copied or deleted. It
 * takes the place of the default file system by {@link #options}.
 */
public final class CutFiles extends FileSystemProvider {
  static final String CUT = "cut at ";
  static final String CHANGES = "changes ";
  private static final String BELOW = "survival.below";
  private static final String CHANGE = "survival.change";
  private static final String SIDE = "survival.side";
  private static final List<OpenOption> WRITING =
      List.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  private static long count;

  private final FileSystemProvider files;
  private final CutFileSystem system;
  private final Path below;
  private final long change = Long.getLong(CHANGE);
  private final CutWire.Side side = CutWire.Side.valueOf(System.getProperty(SIDE));

  /** Creates it over the default one; for the JVM. */
  public CutFiles(FileSystemProvider files) {
    this.files = files;
    FileSystem all = files.getFileSystem(URI.create("file:///"));
    this.system = new CutFileSystem(all, this);
    this.below = all.getPath(System.getProperty(BELOW));
  }

  /** Returns a JVM's options by which it ends at a change below a directory. */
  static List<String> options(Path directory, Point point) {
    return List.of(
        "-Djava.nio.file.spi.DefaultFileSystemProvider=" + CutFiles.class.getName(),
        "-D" + BELOW + "=" + directory,
        "-D" + CHANGE + "=" + point.request(),
        "-D" + SIDE + "=" + point.side());
  }

  /** Returns how many changes this process has made. */
  static synchronized long count() {
    return count;
  }

  /** What changes files. */
  interface Change<T> {
    T make() throws IOException;
  }

  /** Makes a change, or ends. */
  <T> T change(String what, Path file, Change<T> change) throws IOException {
    if (!file.startsWith(below)) {
      return change.make();
    }
    boolean here = isHere(what, file);
    try {
      return change.make();
    } finally {
      if (here) {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  /** Counts a change, and ends before it if that's the point. Tells whether to end after it. */
  private boolean isHere(String what, Path file) {
    synchronized (CutFiles.class) {
      count++;
      if (count != change) {
        return false;
      }
      System.out.println(CUT + what + " " + place(file));
      if (side == CutWire.Side.BEFORE) {
        Runtime.getRuntime().halt(1);
      }
      return true;
    }
  }

  /** Returns a file's path without the run's directory, and without names that are numbered. */
  private String place(Path file) {
    String path = below.relativize(file).toString().replaceFirst("^runs/[^/]+/?", "");
    return path.isEmpty() ? "the run" : path.replaceAll("[^/]*\\d[^/]*", "*");
  }

  @Override
  public String getScheme() {
    return files.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
    return files.newFileSystem(uri, env);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return system.cut(files.getPath(uri));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = CutPath.real(path);
    if (WRITING.stream().noneMatch(options::contains)) {
      return files.newFileChannel(file, options, attributes);
    }
    FileChannel channel =
        change("open", file, () -> files.newFileChannel(file, options, attributes));
    return new CutChannel(channel, file, this);
  }

  /** The default one is made of a channel that no interrupt closes, and is not made of these. */
  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Path file = CutPath.real(path);
    OutputStream stream = change("open", file, () -> files.newOutputStream(file, options));
    return new FilterOutputStream(stream) {
      @Override
      public void write(int one) throws IOException {
        changeOnly("write", file, () -> out.write(one));
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        changeOnly("write", file, () -> out.write(bytes, offset, length));
      }
    };
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return system.cut(
        files.newDirectoryStream(CutPath.real(directory), path -> filter.accept(system.cut(path))));
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    Path file = CutPath.real(path);
    changeOnly("make", file, () -> files.createDirectory(file, attributes));
  }

  @Override
  public void createSymbolicLink(Path path, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path file = CutPath.real(path);
    changeOnly(
        "link", file, () -> files.createSymbolicLink(file, CutPath.real(target), attributes));
  }

  @Override
  public void createLink(Path path, Path existing) throws IOException {
    Path file = CutPath.real(path);
    changeOnly("link", file, () -> files.createLink(file, CutPath.real(existing)));
  }

  @Override
  public void delete(Path path) throws IOException {
    Path file = CutPath.real(path);
    changeOnly("delete", file, () -> files.delete(file));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path file = CutPath.real(target);
    changeOnly("copy to", file, () -> files.copy(CutPath.real(source), file, options));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path file = CutPath.real(target);
    changeOnly("move to", file, () -> files.move(CutPath.real(source), file, options));
  }

  private interface ChangeOnly {
    void make() throws IOException;
  }

  private void changeOnly(String what, Path file, ChangeOnly change) throws IOException {
    change(
        what,
        file,
        () -> {
          change.make();
          return true;
        });
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return system.cut(files.readSymbolicLink(CutPath.real(link)));
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return files.isSameFile(CutPath.real(path), CutPath.real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return files.isHidden(CutPath.real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return files.getFileStore(CutPath.real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    files.checkAccess(CutPath.real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return files.getFileAttributeView(CutPath.real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return files.readAttributes(CutPath.real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return files.readAttributes(CutPath.real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    files.setAttribute(CutPath.real(path), name, value, options);
  }
}
