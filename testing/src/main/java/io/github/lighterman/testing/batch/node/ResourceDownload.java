package io.github.lighterman.testing.batch.node;

import static java.util.Objects.requireNonNull;

import com.google.common.base.CharMatcher;
import io.github.lighterman.testing.batch.execution.ResourceFile;
import io.github.lighterman.testing.batch.execution.TaskFailure.Detail;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Brings a task's resource files into its working directory. A file is there as a whole or not at
 * all, and none gets outside, neither by its name nor through a link that an earlier try left.
 */
final class ResourceDownload {
  private static final String DEFAULT_MODE = "0770";
  private static final long TIGHT = 1 << 16;

  private final TaskDirectory task;
  private final Path part;
  private final Storage storage;
  private final IdentityTokens tokens;

  /** Makes one that keeps what has not fully arrived in the file {@code part}. */
  ResourceDownload(TaskDirectory task, Path part, Storage storage, IdentityTokens tokens) {
    this.task = task;
    this.part = part;
    this.storage = storage;
    this.tokens = tokens;
  }

  void fetch(ResourceFile file) throws TaskFailedException, StoppedException, InterruptedException {
    switch (file.source()) {
      case HTTP -> fetchOne(file);
      case CONTAINER -> fetchContainer(file);
      case AUTO_STORAGE ->
          throw Trouble.BLOB_DOWNLOAD_MISC_ERROR.with(
              new Detail("AutoStorageContainerName", file.url()),
              Trouble.reason(
                  "autoStorageContainerName is not emulated, since there is no storage account"
                      + " behind the Batch account; use storageContainerUrl"));
    }
  }

  private void fetchOne(ResourceFile file)
      throws TaskFailedException, StoppedException, InterruptedException {
    Path target = target(file.filePath().orElse(""), file);
    try {
      fetch(address(file), target, file);
    } catch (StorageException e) {
      throw failure(e, file.url(), target);
    } catch (IllegalArgumentException e) {
      throw Trouble.BLOB_DOWNLOAD_MISC_ERROR.with(
          new Detail("BlobSource", file.url()), Trouble.reason(String.valueOf(e.getMessage())));
    }
  }

  private void fetchContainer(ResourceFile file)
      throws TaskFailedException, StoppedException, InterruptedException {
    Address container;
    List<String> blobs;
    try {
      container = address(file);
      blobs = storage.list(container, file.blobPrefix().orElse(""));
    } catch (StorageException e) {
      throw listFailure(e, file);
    } catch (IllegalArgumentException e) {
      throw Trouble.RESOURCE_CONTAINER_LIST_MISC_ERROR.with(
          new Detail("StorageContainerUrl", file.url()),
          Trouble.reason(String.valueOf(e.getMessage())));
    }
    String directory = file.filePath().map(path -> path + "/").orElse("");
    for (String name : blobs) {
      Address blob = Storage.blob(container, name);
      Path target = target(directory + name, file);
      // Some clients make a blob for a directory, and such a name is all that it holds.
      if (name.endsWith("/")) {
        makeDirectory(target);
        continue;
      }
      try {
        fetch(blob, target, file);
      } catch (StorageException e) {
        throw failure(e, blob.uri().toString(), target);
      }
    }
  }

  private Address address(ResourceFile file) throws StorageException {
    return Address.of(file.url(), tokens.of(file.identity()));
  }

  /** Returns where a file goes, with the directories that lead there. */
  private Path target(String path, ResourceFile file) throws TaskFailedException {
    String relative = CharMatcher.is('/').trimLeadingFrom(path);
    boolean absolute = path.startsWith("/") && file.source() == ResourceFile.Source.HTTP;
    boolean escapes = List.of(relative.split("/", -1)).contains("..");
    if (relative.isEmpty() || absolute || escapes) {
      throw refused(
          path, "the path must be relative, name a file, and not leave the working directory");
    }
    Path target;
    try {
      target = task.work().resolve(relative).normalize();
    } catch (InvalidPathException e) {
      throw refused(path, "this machine's file system can't hold the name: " + e.getReason());
    }
    if (target.equals(task.work())) {
      throw refused(path, "the path must name a file");
    }
    makeDirectory(requireNonNull(target.getParent(), "parent"));
    return target;
  }

  private static TaskFailedException refused(String path, String reason) {
    return Trouble.RESOURCE_FILE_CREATE_FAILED.with(
        new Detail("FilePath", path), Trouble.reason(reason));
  }

  private void makeDirectory(Path directory) throws TaskFailedException {
    try {
      Files.createDirectories(directory);
      if (!directory.toRealPath().startsWith(task.work().toRealPath())) {
        throw new IOException("a link there leads out of the working directory");
      }
    } catch (IOException e) {
      throw Trouble.RESOURCE_DIRECTORY_CREATE_FAILED.with(
          new Detail("FilePath", directory.toString()), Trouble.reason(String.valueOf(e)));
    }
  }

  private void fetch(Address from, Path target, ResourceFile file)
      throws StorageException, TaskFailedException, StoppedException, InterruptedException {
    try {
      Path unused = storage.get(from, body -> receive(body, target));
      Files.setPosixFilePermissions(part, permissions(file.fileMode().orElse(DEFAULT_MODE)));
      if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(target.toString(), "there is a directory of that name");
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw refused(target.toString(), String.valueOf(e));
    } finally {
      deletePart();
    }
  }

  private void deletePart() {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // It goes with the node.
    }
  }

  private Path receive(InputStream body, Path target) throws IOException, TaskFailedException {
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = openPart(target)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        try {
          out.write(buffer, 0, read);
        } catch (IOException e) {
          throw writeFailure(target, e);
        }
      }
    }
    return part;
  }

  private OutputStream openPart(Path target) throws TaskFailedException {
    try {
      return Files.newOutputStream(part);
    } catch (IOException e) {
      Detail path = new Detail("FilePath", target.toString());
      throw isFull()
          ? Trouble.DISK_FULL.with(path)
          : Trouble.RESOURCE_FILE_CREATE_FAILED.with(path, Trouble.reason(String.valueOf(e)));
    }
  }

  private TaskFailedException writeFailure(Path target, IOException e) {
    Detail path = new Detail("FilePath", target.toString());
    return isFull()
        ? Trouble.DISK_FULL.with(path)
        : Trouble.RESOURCE_FILE_WRITE_FAILED.with(path, Trouble.reason(String.valueOf(e)));
  }

  /** Looks at the disk itself, since the JDK has no exception of its own for this. */
  private boolean isFull() {
    try {
      FileStore store = Files.getFileStore(part.getParent());
      return store.getUsableSpace() < TIGHT;
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<PosixFilePermission> permissions(String mode) throws TaskFailedException {
    int bits;
    try {
      bits = Integer.parseInt(mode.replaceFirst("^0o", ""), 8);
    } catch (NumberFormatException e) {
      throw Trouble.RESOURCE_FILE_CREATE_FAILED.with(
          new Detail("FileMode", mode), Trouble.reason("the file mode must be an octal number"));
    }
    StringBuilder permissions = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < permissions.length(); i++) {
      if ((bits >> (permissions.length() - 1 - i) & 1) == 0) {
        permissions.setCharAt(i, '-');
      }
    }
    return PosixFilePermissions.fromString(permissions.toString());
  }

  private static TaskFailedException failure(StorageException e, String source, Path target) {
    Trouble trouble =
        switch (e.kind()) {
          case NOT_FOUND -> Trouble.BLOB_NOT_FOUND;
          case DENIED, CONFLICT -> Trouble.BLOB_ACCESS_DENIED;
          case TIMED_OUT -> Trouble.BLOB_DOWNLOAD_TIMED_OUT;
          case OTHER -> Trouble.BLOB_DOWNLOAD_MISC_ERROR;
        };
    // The service, too, shows the source as it was given, signature and all.
    List<Detail> details =
        new ArrayList<>(
            List.of(new Detail("BlobSource", source), new Detail("FilePath", target.toString())));
    details.add(Trouble.reason(String.valueOf(e.getMessage())));
    return trouble.with(details.toArray(Detail[]::new));
  }

  private static TaskFailedException listFailure(StorageException e, ResourceFile file) {
    Trouble trouble =
        switch (e.kind()) {
          case NOT_FOUND -> Trouble.RESOURCE_CONTAINER_NOT_FOUND;
          case DENIED, CONFLICT -> Trouble.RESOURCE_CONTAINER_ACCESS_DENIED;
          case TIMED_OUT -> Trouble.RESOURCE_CONTAINER_LIST_TIMED_OUT;
          case OTHER -> Trouble.RESOURCE_CONTAINER_LIST_MISC_ERROR;
        };
    return trouble.with(
        new Detail("StorageContainerUrl", file.url()),
        Trouble.reason(String.valueOf(e.getMessage())));
  }
}
