package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.util.concurrent.MoreExecutors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Inputs from this machine, in the container under the hash of their bytes, so that each is
 * uploaded once however many jobs take it. Safe for use by several threads; what several ask for at
 * once is uploaded by one of them.
 */
final class InputStore {
  private static final long RACY_MILLIS = 100;

  /** A file as it was at one moment; one that changes within the clock's tick is not kept. */
  private record Fingerprint(Path path, long size, FileTime changed) {}

  /** A file as it was at one moment, and the hash of its bytes then. */
  private record Content(Fingerprint file, String hash) {}

  /** A file of a tree. */
  record Member(String path, Path file) {}

  /** One upload. */
  @FunctionalInterface
  private interface Upload {
    void run() throws IOException;
  }

  private final BlobContainer container;
  private final RunLayout layout;
  private final Map<Fingerprint, String> hashes = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> done = new ConcurrentHashMap<>();
  private final Executor uploads;
  private final boolean empty;

  private InputStore(BlobContainer container, RunLayout layout, Executor uploads, boolean empty) {
    this.container = container;
    this.layout = layout;
    this.uploads = uploads;
    this.empty = empty;
  }

  /**
   * Returns the store of a run that was just made, in which nothing needs to be looked for.
   *
   * @param uploads where files of a tree are uploaded side by side
   */
  static InputStore fresh(BlobContainer container, RunLayout layout, Executor uploads) {
    return new InputStore(container, layout, uploads, layout.cache() == InputCache.RUN);
  }

  /** Returns the store of a run in which an earlier driver may have left something. */
  static InputStore used(BlobContainer container, RunLayout layout, Executor uploads) {
    return new InputStore(container, layout, uploads, false);
  }

  /** Has these bytes in the container, and returns the blob's name. */
  String put(byte[] bytes) throws IOException {
    String blob = layout.input(ContentHash.of(bytes));
    once(blob, () -> uploadUnlessThere(blob, () -> container.upload(blob, bytes)));
    return blob;
  }

  /** Has the file as it is now in the container, and returns the blob's name. */
  String put(Path file) throws IOException {
    if (Files.size(file) <= ContentHash.CHUNK) {
      return putSmall(file);
    }
    Content content = content(file, uploads);
    String blob = layout.input(content.hash());
    once(blob, () -> uploadUnlessThere(blob, () -> uploadUnchanged(content, blob)));
    return blob;
  }

  /**
   * Has these files in the container, below what it returns, each under its path there. Files that
   * can be executed and others lie apart.
   */
  String putAll(List<Member> members) throws IOException {
    Map<Member, Content> contents = new ConcurrentHashMap<>();
    Transfers.all(
        uploads,
        members,
        it -> contents.put(it, content(it.file(), MoreExecutors.directExecutor())));
    Hasher hasher = Hashing.sha256().newHasher();
    for (Member member : members) {
      String content = requireNonNull(contents.get(member)).hash();
      hasher.putString(member.path(), UTF_8).putByte((byte) 0).putString(content, UTF_8);
    }
    String hash = hasher.hash().toString();
    String tree = layout.tree(hash);
    String mark = layout.treeMark(hash);
    once(
        tree,
        () -> {
          if (!empty && container.exists(mark)) {
            return;
          }
          Transfers.all(
              uploads,
              members,
              it -> uploadUnchanged(requireNonNull(contents.get(it)), tree + it.path()));
          container.upload(mark, new byte[0]);
        });
    return tree;
  }

  private String putSmall(Path file) throws IOException {
    Fingerprint now = fingerprint(file);
    String known = hashes.get(now);
    if (known != null && done.containsKey(layout.input(known))) {
      return layout.input(known);
    }
    byte[] bytes = Files.readAllBytes(file);
    remember(now, ContentHash.of(bytes));
    return put(bytes);
  }

  private Content content(Path file, Executor threads) throws IOException {
    Fingerprint now = fingerprint(file);
    String known = hashes.get(now);
    if (known != null) {
      return new Content(now, known);
    }
    String hash = ContentHash.of(file, now.size(), threads);
    remember(now, hash);
    return new Content(now, hash);
  }

  private void remember(Fingerprint file, String hash) {
    // One that has just changed may change again and look the same.
    if (file.changed().toInstant().isBefore(Instant.now().minusMillis(RACY_MILLIS))) {
      hashes.put(file, hash);
    }
  }

  private static Fingerprint fingerprint(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new Fingerprint(file, now.size(), now.lastModifiedTime());
  }

  private void uploadUnlessThere(String blob, Upload upload) throws IOException {
    if (empty || !container.exists(blob)) {
      upload.run();
    }
  }

  private void uploadUnchanged(Content content, String blob) throws IOException {
    Path file = content.file().path();
    container.upload(blob, file);
    // Since before it was read for its hash, or the blob would not be what others take it for.
    if (!fingerprint(file).equals(content.file())) {
      container.delete(blob);
      throw new IOException(file + " changed while it was uploaded");
    }
  }

  /**
   * Does an upload unless it was done, or waits for who is at it. One that fails may be repeated.
   */
  private void once(String key, Upload upload) throws IOException {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> other = done.putIfAbsent(key, mine);
    if (other != null) {
      Transfers.await(other, "another job's input was uploaded");
      return;
    }
    try {
      upload.run();
      mine.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      done.remove(key);
      mine.completeExceptionally(e);
      throw e;
    }
  }
}
