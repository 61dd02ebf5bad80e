package io.github.lighterman.azure;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import io.github.lighterman.staging.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The blobs of a container whose names start with a prefix. A blob's name has 1,024 characters at
 * most, the prefix included, so that the longest paths are refused. Safe for use by several
 * threads.
 */
final class BlobStagingArea implements StagingArea {
  private final BlobContainer container;
  private final String prefix;

  /**
   * Creates an area, which has no resources of its own.
   *
   * @param prefix empty, or ends with a slash
   */
  BlobStagingArea(BlobContainer container, String prefix) {
    this.container = container;
    this.prefix = prefix;
  }

  private String blob(RelativePath path) {
    return prefix + path.value();
  }

  @Override
  public void put(RelativePath path, Path source) throws IOException {
    container.upload(blob(path), source);
  }

  @Override
  public void put(RelativePath path, InputStream source) throws IOException {
    container.upload(blob(path), source);
  }

  @Override
  public void get(RelativePath path, Path target) throws IOException {
    container.download(blob(path), target);
  }

  @Override
  public InputStream open(RelativePath path) throws IOException {
    return container.open(blob(path));
  }

  @Override
  public List<StagedFile> list(String start) throws IOException {
    return container.list(prefix + start).stream().flatMap(this::below).toList();
  }

  private Stream<StagedFile> below(StagedFile file) {
    String path = file.path().value().substring(prefix.length());
    return RelativePath.brokenRule(path).isEmpty()
        ? Stream.of(new StagedFile(RelativePath.of(path), file.size(), file.modified()))
        : Stream.empty();
  }

  @Override
  public boolean exists(RelativePath path) throws IOException {
    return container.exists(blob(path));
  }

  @Override
  public void delete(RelativePath path) throws IOException {
    container.delete(blob(path));
  }

  @Override
  public int deleteAll(String start) throws IOException {
    return container.deleteAll(prefix + start);
  }

  @Override
  public URI location(RelativePath path) {
    return container.url(blob(path));
  }

  @Override
  public String toString() {
    return "BlobStagingArea[" + SignedUrls.redact(container.url()) + "/" + prefix + "]";
  }
}
