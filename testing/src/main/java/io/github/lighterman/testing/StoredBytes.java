package io.github.lighterman.testing;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** A file in memory. Never changes; whoever gets its bytes only reads them. */
final class StoredBytes {
  /** What the JVM can have in one array. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final byte[] bytes;
  private final boolean executable;
  private final Instant modified;

  private StoredBytes(byte[] bytes, boolean executable, Instant modified) {
    this.bytes = bytes;
    this.executable = executable;
    this.modified = modified;
  }

  static StoredBytes of(Path source, Clock clock) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new NoSuchFileException(source.toString(), null, "is no regular file");
    }
    if (Files.size(source) > MOST) {
      throw tooLarge(source.toString());
    }
    return new StoredBytes(Files.readAllBytes(source), Files.isExecutable(source), clock.instant());
  }

  static StoredBytes of(InputStream source, Clock clock) throws IOException {
    byte[] bytes = requireNonNull(source, "source").readNBytes(MOST);
    if (bytes.length == MOST && source.read() >= 0) {
      throw tooLarge(source.toString());
    }
    return new StoredBytes(bytes, false, clock.instant());
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] copy() {
    return bytes.clone();
  }

  boolean executable() {
    return executable;
  }

  StagedFile staged(RelativePath path) {
    return new StagedFile(path, bytes.length, modified);
  }

  void writeTo(Path target) throws IOException {
    Path parent = requireNonNull(target.getParent(), "target has no parent");
    // A link to a directory is fine here, but not for createDirectories.
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    Path temporary = parent.resolve(".staging-" + UUID.randomUUID());
    try {
      Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (executable) {
        makeExecutable(temporary);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static IOException tooLarge(String source) {
    return new IOException(
        source
            + " is too large: a file in memory has at most "
            + MOST
            + " bytes; use a DirectoryStagingArea for larger ones");
  }

  /** Whoever may read it may run it, so that the system's mask holds. */
  private static void makeExecutable(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> allowed = EnumSet.copyOf(view.readAttributes().permissions());
    allowed.add(PosixFilePermission.OWNER_EXECUTE);
    if (allowed.contains(PosixFilePermission.GROUP_READ)) {
      allowed.add(PosixFilePermission.GROUP_EXECUTE);
    }
    if (allowed.contains(PosixFilePermission.OTHERS_READ)) {
      allowed.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    view.setPermissions(allowed);
  }
}
