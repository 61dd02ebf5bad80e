package io.github.lighterman.samples.survival;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The default file system, but with paths of {@link CutFiles}. */
final class CutFileSystem extends FileSystem {
  private final FileSystem real;
  private final CutFiles provider;

  CutFileSystem(FileSystem real, CutFiles provider) {
    this.real = real;
    this.provider = provider;
  }

  /** Returns a path of this system for one of the default one. */
  Path cut(Path path) {
    return new CutPath(path, this).path();
  }

  private Iterator<Path> cut(Iterable<Path> paths) {
    return StreamSupport.stream(paths.spliterator(), false).map(this::cut).iterator();
  }

  /** Returns a directory's paths as those of this system. */
  DirectoryStream<Path> cut(DirectoryStream<Path> paths) {
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return cut((Iterable<Path>) paths);
      }

      @Override
      public void close() throws IOException {
        paths.close();
      }
    };
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    real.close();
  }

  @Override
  public boolean isOpen() {
    return real.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return real.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return () -> cut(real.getRootDirectories());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return cut(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = real.getPathMatcher(pattern);
    return path -> matcher.matches(CutPath.real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    return real.newWatchService();
  }
}
