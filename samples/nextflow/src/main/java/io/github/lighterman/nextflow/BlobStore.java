package io.github.lighterman.nextflow;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.nio.AzureFileSystem;
import com.azure.storage.blob.nio.AzureFileSystemProvider;
import com.azure.storage.blob.nio.AzurePath;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.lighterman.WorkflowException;
import io.github.lighterman.azure.AzureAuth;
import io.github.lighterman.azure.AzureBatchConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import nextflow.Global;
import nextflow.exception.AbortOperationException;
import okhttp3.Dispatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The blobs that Nextflow's paths name: {@code az://CONTAINER/NAME}. Safe for use by several
 * threads.
 */
final class BlobStore {
  static final String SCHEME = "az://";
  // The library takes it, and does not say so.
  private static final String HTTP_CLIENT = "AzureStorageHttpClient";

  private static @Nullable BlobStore current;

  private final AzureBatchConfig config;
  private final HttpClient http = client();
  private final Map<String, FileSystem> systems = new HashMap<>();

  private BlobStore(AzureBatchConfig config) {
    this.config = config;
    // It logs as an error each directory that Nextflow asks for and that is not there yet.
    if (LoggerFactory.getLogger(AzureFileSystem.class.getPackageName()) instanceof Logger logger) {
      logger.setLevel(Level.OFF);
    }
  }

  /** Nextflow ends once no thread of others holds it up, which this client's threads don't. */
  private static HttpClient client() {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "nf-lighterman-blobs");
              thread.setDaemon(true);
              return thread;
            });
    return new OkHttpAsyncHttpClientBuilder().dispatcher(new Dispatcher(threads)).build();
  }

  /**
   * Returns that of this Nextflow.
   *
   * @throws AbortOperationException if its configuration names no storage account
   */
  static synchronized BlobStore current() {
    if (current == null) {
      try {
        PluginSettings settings = PluginSettings.ofConfig(Global.getConfig());
        current = new BlobStore(settings.azure());
      } catch (WorkflowException e) {
        throw new AbortOperationException(e.getMessage(), e);
      }
    }
    return current;
  }

  /** Returns how a pipeline writes a path. */
  static String uri(Path path) {
    return SCHEME + path.toAbsolutePath().toString().replaceFirst(":/*", "/");
  }

  /** Tells whether tasks can have what a path names: it's in the executor's own container. */
  boolean reaches(Path path) {
    return container(uri(path)).equals(config.container());
  }

  String container() {
    return config.container();
  }

  /** Returns a blob's address. */
  URI address(Path path) {
    URI account = config.storageEndpoint();
    String name = uri(path).substring(SCHEME.length());
    try {
      return new URI(
          account.getScheme(),
          account.getAuthority(),
          account.getPath().replaceFirst("/*$", "/") + name,
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  AzurePath path(String uri) {
    String name = uri.substring(SCHEME.length() + container(uri).length());
    return (AzurePath) system(uri).getPath(container(uri) + ":" + (name.isEmpty() ? "/" : name));
  }

  private static String container(String uri) {
    String rest = uri.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  /**
   * Returns the file system of a path. Each directory at the top of a container has its own, since
   * within one the library does not copy as Nextflow asks it to.
   */
  private synchronized FileSystem system(String uri) {
    String[] parts = uri.substring(SCHEME.length()).split("/", 3);
    String top = parts[0] + "/" + (parts.length > 1 ? parts[1] : "");
    return systems.computeIfAbsent(top, key -> open(parts[0]));
  }

  private FileSystem open(String container) {
    Map<String, Object> options = new HashMap<>();
    options.put(AzureFileSystem.AZURE_STORAGE_FILE_STORES, container);
    options.put(HTTP_CLIENT, http);
    if (config.storageAuth() instanceof AzureAuth.SharedKey key) {
      options.put(
          AzureFileSystem.AZURE_STORAGE_SHARED_KEY_CREDENTIAL,
          new StorageSharedKeyCredential(key.account(), key.key()));
    } else if (config.storageAuth() instanceof AzureAuth.Sas sas) {
      options.put(
          AzureFileSystem.AZURE_STORAGE_SAS_TOKEN_CREDENTIAL, new AzureSasCredential(sas.token()));
    } else {
      throw new AbortOperationException(
          "a path that starts with az:// needs a key or a SAS of the storage account, and"
              + " lighterman.auth is identity; set lighterman.storageKey or storageSas");
    }
    try {
      return new AzureFileSystemProvider()
          .newFileSystem(URI.create("azb://?endpoint=" + config.storageEndpoint()), options);
    } catch (IOException | RuntimeException e) {
      throw new AbortOperationException(
          "container '" + container + "' can't be used as a directory: " + e.getMessage(), e);
    }
  }
}
