package io.github.lighterman.nextflow;

import io.github.lighterman.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nextflow.exception.ProcessUnrecoverableException;
import nextflow.secret.Secret;
import nextflow.secret.SecretsLoader;
import org.jspecify.annotations.Nullable;

/**
 * Nextflow's secrets for tasks that run elsewhere. A job names a file, and the backend reads it at
 * the last moment; the files lie in a directory that nobody else may enter, for as long as the
 * session lasts. Safe for use by several threads.
 */
final class SecretFiles implements AutoCloseable {
  private final Map<String, Path> files = new HashMap<>();
  private @Nullable Path directory;

  /**
   * Returns where the secret with this name lies.
   *
   * @throws ProcessUnrecoverableException if Nextflow has none
   */
  synchronized SecretRef reference(String name) throws ProcessUnrecoverableException {
    Path file = files.get(name);
    if (file == null) {
      file = write(name);
      files.put(name, file);
    }
    return SecretRef.of("file:" + file);
  }

  /** Deletes the files. */
  @Override
  public synchronized void close() {
    List<Path> all = new ArrayList<>(files.values());
    files.clear();
    if (directory != null) {
      all.add(directory);
      directory = null;
    }
    try {
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path write(String name) throws ProcessUnrecoverableException {
    Secret secret = SecretsLoader.getInstance().load().getSecret(name);
    if (secret == null) {
      throw new ProcessUnrecoverableException(
          "Secret '" + name + "' is not known; set it with: nextflow secrets set " + name);
    }
    try {
      Path parent = directory == null ? Files.createTempDirectory("nf-lighterman-") : directory;
      directory = parent;
      // A line break of its own, since the last one is taken off a secret.
      return Files.writeString(
          parent.resolve(String.valueOf(files.size())), secret.getValue() + "\n");
    } catch (IOException e) {
      throw new ProcessUnrecoverableException("Secret '" + name + "' can't be handed on", e);
    }
  }
}
