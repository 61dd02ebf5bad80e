package io.github.lighterman.local;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings one file to a job in the cheapest way that is safe: an input that a job changes must not
 * change what it was made from.
 *
 * <ul>
 *   <li>A file that the job only reads: a hard link to one copy for the whole run, which has no
 *       write permission. The original is never linked, since whoever may write to a link may write
 *       to all of them.
 *   <li>A large file, where the file system can: a copy-on-write clone.
 *   <li>Everything else: a copy.
 * </ul>
 */
final class InputCopier {
  private static final long WORTH_A_PROCESS = 1 << 20;
  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private final Path shared;
  private final Map<FileStore, Boolean> clones = new ConcurrentHashMap<>();
  private final Map<Path, Object> locks = new ConcurrentHashMap<>();

  /** Keeps the copies that jobs share in {@code shared}. */
  InputCopier(Path shared) {
    this.shared = shared;
  }

  /** Gives a job a copy of its own, with write permission. The target must not exist. */
  void copy(Path source, Path target) throws IOException {
    long size = Files.size(source);
    boolean cloned =
        size >= WORTH_A_PROCESS
            && source.getFileSystem() == target.getFileSystem()
            && cloned(source, target);
    if (!cloned) {
      Files.copy(source, target);
    }
    permit(target, PosixFilePermission.OWNER_WRITE);
  }

  /** Gives a job a link to the one copy that all share. The target must not exist. */
  void link(Path source, Path target) throws IOException {
    Path copy = sharedCopy(source);
    try {
      Files.createLink(target, copy);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without links, or as many links as it takes.
      Files.copy(copy, target);
    }
  }

  private Path sharedCopy(Path source) throws IOException {
    BasicFileAttributes now = Files.readAttributes(source, BasicFileAttributes.class);
    String version = source.toUri() + "\n" + now.size() + "\n" + now.lastModifiedTime();
    String name = Hashing.sha256().hashString(version, StandardCharsets.UTF_8).toString();
    Path copy = shared.resolve(name);
    // A lock per file: two jobs that start at once must not both copy a large reference.
    synchronized (locks.computeIfAbsent(copy, path -> new Object())) {
      if (!Files.exists(copy)) {
        Files.createDirectories(shared);
        Path temporary = shared.resolve(".staging-" + UUID.randomUUID());
        copy(source, temporary);
        forbidWriting(temporary);
        Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return copy;
  }

  private boolean cloned(Path source, Path target) throws IOException {
    FileStore store = Files.getFileStore(target.getParent());
    if (!clones.getOrDefault(store, true) || !Files.getFileStore(source).equals(store)) {
      return false;
    }
    boolean done = reflink(source, target);
    clones.put(store, done);
    return done;
  }

  /**
   * Java has no call for it; {@code cp} of GNU has had one for long, and others refuse the option.
   */
  private static boolean reflink(Path source, Path target) throws IOException {
    Process cp =
        new ProcessBuilder("cp", "--reflink=always", "--", source.toString(), target.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (cp.waitFor() == 0) {
        return true;
      }
      Files.deleteIfExists(target);
      return false;
    } catch (InterruptedException e) {
      cp.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while copying " + source, e);
    }
  }

  /** Takes away every right to write to a file. */
  static void forbidWriting(Path file) throws IOException {
    Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
    permissions.removeAll(WRITE);
    Files.setPosixFilePermissions(file, permissions);
  }

  private static void permit(Path file, PosixFilePermission permission) throws IOException {
    Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
    if (permissions.add(permission)) {
      Files.setPosixFilePermissions(file, permissions);
    }
  }
}
