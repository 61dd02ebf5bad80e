package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.lighterman.azure.BlobReads.Answer;
import io.github.lighterman.azure.BlobReads.Range;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/** Brings blobs to local files, whole or not at all; those of many bytes in several parts. */
final class BlobDownload {
  private static final String TEMPORARY = ".staging-";
  private static final int BUFFER = 64 << 10;

  private final BlobReads reads;
  private final Lanes lanes;

  BlobDownload(BlobReads reads, Lanes lanes) {
    this.reads = reads;
    this.lanes = lanes;
  }

  void download(String blob, Path target) throws IOException {
    download(blob, target, directory(target).resolve(TEMPORARY + UUID.randomUUID()));
  }

  /**
   * Downloads a blob for its only reader. What a reader that dies leaves is overwritten by the next
   * one.
   */
  void downloadAlone(String blob, Path target) throws IOException {
    download(blob, target, temporary(blob, target));
  }

  static Path temporary(String blob, Path target) throws IOException {
    byte[] name = (blob + "\n" + target).getBytes(UTF_8);
    return directory(target).resolve(TEMPORARY + UUID.nameUUIDFromBytes(name));
  }

  private void download(String blob, Path target, Path temporary) throws IOException {
    Answer first = first(blob);
    try (InputStream body = new BlobStream(reads, blob, 0, first)) {
      Path directory = directory(target);
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
      try {
        write(blob, first, body, temporary);
        if (first.executable()) {
          // To no avail where files have no such bit.
          boolean unused = temporary.toFile().setExecutable(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Returns the first part; of an empty blob there is none, but the whole. */
  private Answer first(String blob) throws IOException {
    Optional<Answer> part = reads.get(blob, new Range(0, BlobUploads.BLOCK), Optional.empty());
    return part.isPresent()
        ? part.get()
        : reads.get(blob, Range.ALL, Optional.empty()).orElseThrow();
  }

  private static Path directory(Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("'" + target + "' can't be a file");
    }
    return parent;
  }

  private void write(String blob, Answer first, InputStream body, Path temporary)
      throws IOException {
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      try (Lanes.Transfer transfer = lanes.begin()) {
        for (long at = first.length(); at < first.size(); at += BlobUploads.BLOCK) {
          Range range = new Range(at, BlobUploads.BLOCK);
          transfer.add(() -> writePart(blob, range, first.etag(), file));
        }
        copy(body, file, 0);
        transfer.finish();
      }
    }
  }

  private void writePart(String blob, Range range, String etag, FileChannel file)
      throws IOException {
    Answer answer =
        reads
            .get(blob, range, Optional.of(etag))
            .orElseThrow(() -> new IOException("'" + blob + "' became shorter meanwhile"));
    try (InputStream body = new BlobStream(reads, blob, range.offset(), answer)) {
      copy(body, file, range.offset());
    }
  }

  private static void copy(InputStream body, FileChannel file, long offset) throws IOException {
    byte[] bytes = new byte[BUFFER];
    long at = offset;
    for (int count = body.read(bytes); count >= 0; count = body.read(bytes)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        at += file.write(buffer, at);
      }
    }
  }
}
