package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.SecretRef;
import java.net.URI;
import java.util.List;

/**
 * A file system that every node of a pool mounts before its first job, under {@code
 * $AZ_BATCH_NODE_MOUNTS_DIR}, where containers see it too. A node that can't is unusable.
 * Immutable, and holds no secret. See <a
 * href="https://learn.microsoft.com/azure/batch/virtual-file-mount">Batch's page on mounts</a>.
 */
public sealed interface PoolMount {
  /**
   * Returns a container of Blob Storage, mounted by blobfuse.
   *
   * @param account the storage account's name
   * @param container the container's name
   * @param auth how nodes show storage that they may
   * @param path where, relative, such as {@code reference/human}
   * @throws IllegalArgumentException if a name or the path can't be one
   */
  static PoolMount blobfuse(String account, String container, MountAuth auth, String path) {
    return new Blobfuse(account, container, auth, path, List.of());
  }

  /**
   * Returns a share of Azure Files, mounted by SMB.
   *
   * @param account the storage account's name
   * @param share its address, such as {@code https://me.file.core.windows.net/share}
   * @param key where the storage account's key lies, which is fetched when the pool is made
   * @param path where, relative, such as {@code reference/human}
   * @throws IllegalArgumentException if the name, the address or the path can't be one
   */
  static PoolMount azureFiles(String account, URI share, SecretRef key, String path) {
    return new AzureFiles(account, share, key, path, List.of());
  }

  /**
   * Returns a directory that a server offers by NFS.
   *
   * @param source the server and its directory, such as {@code 10.0.0.4:/exports/data}
   * @param path where, relative, such as {@code reference/human}
   * @throws IllegalArgumentException if the source or the path can't be one
   */
  static PoolMount nfs(String source, String path) {
    return new Nfs(source, path, List.of());
  }

  /** Returns where it's mounted, relative to {@code $AZ_BATCH_NODE_MOUNTS_DIR}. */
  String path();

  /** Returns words for the command that mounts it, such as {@code -o} and {@code ro}. */
  List<String> options();

  /**
   * Returns a copy with these words for the command that mounts it, in place of the others.
   *
   * @throws IllegalArgumentException if one is empty, or holds a blank or what a shell reads
   */
  PoolMount withOptions(List<String> options);

  /**
   * A container of Blob Storage.
   *
   * @param account the storage account's name
   * @param container the container's name
   * @param auth how nodes show storage that they may
   * @param path where it's mounted
   * @param options words for blobfuse
   */
  record Blobfuse(
      String account, String container, MountAuth auth, String path, List<String> options)
      implements PoolMount {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one can't be what it should be
     */
    public Blobfuse {
      requireAccount(account);
      PoolRules.text(
          "the container of a mount",
          container,
          "(?=.{3,63}$)[a-z0-9](-?[a-z0-9])+",
          "3 to 63 lower-case letters, digits and single hyphens between them");
      requireNonNull(auth, "auth");
      requirePath(path);
      options = words(options);
    }

    @Override
    public PoolMount withOptions(List<String> options) {
      return new Blobfuse(account, container, auth, path, options);
    }
  }

  /**
   * A share of Azure Files.
   *
   * @param account the storage account's name
   * @param share its address
   * @param key where the storage account's key lies
   * @param path where it's mounted
   * @param options words for {@code mount}
   */
  record AzureFiles(String account, URI share, SecretRef key, String path, List<String> options)
      implements PoolMount {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one can't be what it should be
     */
    public AzureFiles {
      requireAccount(account);
      PoolRules.text(
          "the address of a share",
          share.toString(),
          "https://[A-Za-z0-9.-]+(:\\d+)?/[a-z0-9-]{3,63}",
          "such as https://me.file.core.windows.net/share, without a signature");
      requireNonNull(key, "key");
      requirePath(path);
      options = words(options);
    }

    @Override
    public PoolMount withOptions(List<String> options) {
      return new AzureFiles(account, share, key, path, options);
    }
  }

  /**
   * A directory that a server offers.
   *
   * @param source the server and its directory
   * @param path where it's mounted
   * @param options words for {@code mount}
   */
  record Nfs(String source, String path, List<String> options) implements PoolMount {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one can't be what it should be
     */
    public Nfs {
      PoolRules.text(
          "the source of a mount",
          source,
          "[A-Za-z0-9.-]+:/(?!/)[^\\s'\"\\\\$`;|&<>]*",
          "a server and a directory such as 10.0.0.4:/exports/data");
      requirePath(path);
      options = words(options);
    }

    @Override
    public PoolMount withOptions(List<String> options) {
      return new Nfs(source, path, options);
    }
  }

  private static void requireAccount(String account) {
    // https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
    PoolRules.text(
        "the account of a mount", account, "[a-z0-9]{3,24}", "3 to 24 small letters and digits");
  }

  private static void requirePath(String path) {
    PoolRules.text(
        "the path of a mount",
        path,
        "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*",
        "relative, of letters, digits, '.', '_' and '-', no part of which starts with '.'");
  }

  private static List<String> words(List<String> options) {
    for (String word : options) {
      PoolRules.text(
          "an option of a mount",
          word,
          "[^\\s'\"\\\\$`;|&<>]+",
          "a word without blanks and what a shell reads");
    }
    return List.copyOf(options);
  }
}
