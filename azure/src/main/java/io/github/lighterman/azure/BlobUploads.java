package io.github.lighterman.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Brings bytes to blobs, whole or not at all: many of them as blocks, several at a time, which make
 * a blob only when all are there.
 */
final class BlobUploads {
  /** The metadata that is 1 if the file was executable. */
  static final String EXECUTABLE = "executable";

  /** Size of a part of what is transferred in parts, in bytes. */
  static final int BLOCK = 8 << 20;

  private static final int MOST_BLOCKS = 50_000;
  private static final int SMALL = 64 << 10;
  private static final int MOST_TRIES = 5;

  private final BlobContainerClient container;
  private final Lanes lanes;
  private final BlobFailures failures;

  BlobUploads(BlobContainerClient container, Lanes lanes, BlobFailures failures) {
    this.container = container;
    this.lanes = lanes;
    this.failures = failures;
  }

  void upload(String blob, byte[] bytes) throws IOException {
    put(blob, BinaryData.fromBytes(bytes), Map.of());
  }

  void upload(String blob, Path source) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new NoSuchFileException(source.toString(), null, "is no regular file");
    }
    long size = Files.size(source);
    Map<String, String> metadata = Files.isExecutable(source) ? Map.of(EXECUTABLE, "1") : Map.of();
    if (size <= SMALL) {
      put(blob, BinaryData.fromBytes(Files.readAllBytes(source)), metadata);
    } else if (size <= BLOCK) {
      put(blob, BinaryData.fromFile(source, 0L, size), metadata);
    } else {
      uploadBlocks(blob, source, size, metadata);
    }
  }

  private void uploadBlocks(String blob, Path source, long size, Map<String, String> metadata)
      throws IOException {
    long block = Math.max(BLOCK, (size + MOST_BLOCKS - 1) / MOST_BLOCKS);
    for (int tries = 1; ; tries++) {
      Blocks blocks = new Blocks(blob);
      try (Lanes.Transfer transfer = lanes.begin()) {
        for (long at = 0; at < size; at += block) {
          BinaryData bytes = BinaryData.fromFile(source, at, Math.min(block, size - at));
          String id = blocks.next();
          transfer.add(() -> blocks.stage(id, bytes));
        }
        transfer.finish();
      }
      if (blocks.commit(metadata)) {
        return;
      } else if (tries == MOST_TRIES) {
        throw lost(blob);
      }
    }
  }

  void upload(String blob, InputStream source) throws IOException {
    byte[] bytes = source.readNBytes(BLOCK);
    if (bytes.length < BLOCK) {
      upload(blob, bytes);
      return;
    }
    Blocks blocks = new Blocks(blob);
    try (Lanes.Transfer transfer = lanes.begin()) {
      for (; bytes.length > 0; bytes = source.readNBytes(BLOCK)) {
        BinaryData part = BinaryData.fromBytes(bytes);
        String id = blocks.next();
        transfer.add(() -> blocks.stage(id, part));
      }
      transfer.finish();
    }
    if (!blocks.commit(Map.of())) {
      throw lost(blob);
    }
  }

  private static IOException lost(String blob) {
    return new IOException("others wrote '" + blob + "' while it was uploaded; theirs is there");
  }

  private void put(String blob, BinaryData bytes, Map<String, String> metadata) throws IOException {
    var options = new BlockBlobSimpleUploadOptions(bytes).setMetadata(metadata);
    BlockBlobClient client = client(blob);
    failures.call("upload", blob, () -> client.uploadWithResponse(options, null, Context.NONE));
  }

  private BlockBlobClient client(String blob) {
    return container.getBlobClient(blob).getBlockBlobClient();
  }

  /** The blocks of one upload. Their names are its own, so that two uploads can't mix theirs. */
  private final class Blocks {
    private final String blob;
    private final BlockBlobClient client;
    private final String upload = UUID.randomUUID().toString();
    private final List<String> ids = new ArrayList<>();

    Blocks(String blob) {
      this.blob = blob;
      this.client = client(blob);
    }

    String next() throws IOException {
      if (ids.size() == MOST_BLOCKS) {
        throw new IOException(
            "'" + blob + "' has more bytes than storage takes from a stream; upload a file");
      }
      String name = upload + String.format(Locale.ROOT, "-%05d", ids.size());
      ids.add(Base64.getEncoder().encodeToString(name.getBytes(US_ASCII)));
      return ids.get(ids.size() - 1);
    }

    void stage(String id, BinaryData bytes) throws IOException {
      var options = new BlockBlobStageBlockOptions(id, bytes);
      failures.call(
          "upload a part of",
          blob,
          () -> client.stageBlockWithResponse(options, null, Context.NONE));
    }

    /** Returns false if somebody else wrote the blob meanwhile, which throws our blocks away. */
    boolean commit(Map<String, String> metadata) throws IOException {
      var options = new BlockBlobCommitBlockListOptions(ids).setMetadata(metadata);
      try {
        client.commitBlockListWithResponse(options, null, Context.NONE);
        return true;
      } catch (RuntimeException e) {
        if (BlobFailures.has(e, BlobErrorCode.INVALID_BLOCK_LIST)) {
          return false;
        }
        throw failures.translated("upload", blob, e);
      }
    }
  }
}
