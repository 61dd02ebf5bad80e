package io.github.lighterman.nextflow;

import com.azure.storage.blob.nio.AzurePath;
import java.nio.file.Path;
import nextflow.file.FileSystemPathFactory;
import org.jspecify.annotations.Nullable;

/**
 * Nextflow's paths that start with {@code az://}: in a container of the storage account of the
 * scope {@code lighterman}.
 */
public final class BlobPathFactory extends FileSystemPathFactory {
  /** Is called by Nextflow. */
  public BlobPathFactory() {}

  @Override
  protected @Nullable Path parseUri(String uri) {
    return uri.startsWith(BlobStore.SCHEME) ? BlobStore.current().path(uri) : null;
  }

  @Override
  protected @Nullable String toUriString(Path path) {
    return path instanceof AzurePath ? BlobStore.uri(path) : null;
  }

  @Override
  protected @Nullable String getBashLib(Path target) {
    return null;
  }

  @Override
  protected @Nullable String getUploadCmd(String source, Path target) {
    return null;
  }
}
