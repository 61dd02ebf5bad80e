package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.blob.StoredBlob.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations that bring bytes. A body is read before anything is locked. */
final class BlobUploads {
  private static final int MOST_BLOCKS = 50_000;
  private static final int LONGEST_ID = 64;
  // Only the number of appended blocks is ever asked for.
  private static final Block APPENDED = new Block("", Bytes.EMPTY);

  private final BlobStore store;

  BlobUploads(BlobStore store) {
    this.store = store;
  }

  Answer put(Call call) throws IOException {
    String type = call.requiredHeader("x-ms-blob-type");
    if (!type.equals("BlockBlob")) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          "x-ms-blob-type must be BlockBlob or AppendBlob, not '" + type + "'.");
    }
    Map<String, String> metadata = Metadata.of(call.request());
    Container container = store.container(call.target().container());
    Bytes content = call.body(Call.LARGEST_BLOB);
    String md5 = content.addTo(Checksum.md5()).value();
    Optional<String> asked = call.header(BlobHeaders.requestName(BlobHeaders.MD5));
    if (asked.isPresent()) {
      Call.requireMd5("x-ms-blob-content-md5", asked.get());
      if (!asked.get().equals(md5)) {
        throw StorageError.MD5_MISMATCH.exception("It is " + md5 + ", not " + asked.get() + ".");
      }
    }
    BlobHeaders headers = BlobHeaders.ofUpload(call.request()).with(BlobHeaders.MD5, md5);
    StoredBlob blob =
        create(call, container, new Draft(BlobType.BLOCK, content, List.of(), headers, metadata));
    return Answer.of(201)
        .stamp(blob.stamp())
        .header(BlobHeaders.MD5, md5)
        .header("x-ms-request-server-encrypted", "true");
  }

  Answer createAppend(Call call) throws IOException {
    Map<String, String> metadata = Metadata.of(call.request());
    Container container = store.container(call.target().container());
    if (call.body(1).length() > 0) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          "An append blob starts empty, so Content-Length must be 0.");
    }
    BlobHeaders headers = BlobHeaders.of(call.request()).orBinary();
    StoredBlob blob =
        create(
            call, container, new Draft(BlobType.APPEND, Bytes.EMPTY, List.of(), headers, metadata));
    return Answer.of(201).stamp(blob.stamp()).header("x-ms-request-server-encrypted", "true");
  }

  /** What a new blob is made of. */
  private record Draft(
      BlobType type,
      Bytes content,
      List<Block> blocks,
      BlobHeaders headers,
      Map<String, String> metadata) {}

  private StoredBlob create(Call call, Container container, Draft draft) {
    return container.put(call.target().blob(), existing -> replace(call, existing, draft));
  }

  private StoredBlob replace(Call call, Optional<StoredBlob> existing, Draft draft) {
    call.conditions().checkPut(existing.map(StoredBlob::stamp));
    Stamp stamp = store.created();
    if (existing.isPresent()) {
      call.grant().requireOverwrite();
      stamp = store.changed(existing.get().stamp());
    }
    return new StoredBlob(
        draft.type,
        draft.content,
        draft.blocks,
        draft.headers,
        draft.metadata,
        stamp,
        Optional.empty());
  }

  Answer putBlock(Call call) throws IOException {
    String id = call.query().required("blockid");
    requireBlockId(id);
    Container container = store.container(call.target().container());
    Bytes content = call.body(Call.LARGEST_BLOCK);
    if (content.length() == 0) {
      throw StorageError.INVALID_HEADER_VALUE.exception("A block can't be empty.");
    }
    requireBlockBlob(Optional.ofNullable(container.peek(call.target().blob())));
    container.stage(call.target().blob(), id, content);
    return call.withChecksum(Answer.of(201).header("x-ms-request-server-encrypted", "true"));
  }

  private static void requireBlockBlob(Optional<StoredBlob> existing) {
    if (existing.isPresent() && existing.get().type() != BlobType.BLOCK) {
      throw StorageError.INVALID_BLOB_TYPE.exception(
          "It's an " + existing.get().type().header() + ".");
    }
  }

  private static void requireBlockId(String id) {
    boolean legal;
    try {
      int length = Base64.getDecoder().decode(id).length;
      legal = length > 0 && length <= LONGEST_ID;
    } catch (IllegalArgumentException e) {
      legal = false;
    }
    if (!legal) {
      throw StorageError.INVALID_QUERY_PARAMETER_VALUE.exception(
          "blockid must be 1 to 64 bytes in Base64, not '" + id + "'.");
    }
  }

  Answer putBlockList(Call call) throws IOException {
    Map<String, String> metadata = Metadata.of(call.request());
    Container container = store.container(call.target().container());
    List<Map.Entry<String, String>> wanted =
        XmlTexts.read(call.body(Call.LARGEST_TEXT), "BlockList");
    if (wanted.size() > MOST_BLOCKS) {
      throw StorageError.BLOCK_COUNT_EXCEEDS_LIMIT.exception();
    }
    call.header(BlobHeaders.requestName(BlobHeaders.MD5))
        .ifPresent(value -> Call.requireMd5("x-ms-blob-content-md5", value));
    BlobHeaders headers = BlobHeaders.of(call.request()).orBinary();
    String name = call.target().blob();
    StoredBlob blob =
        container.put(
            name,
            existing -> {
              requireBlockBlob(existing);
              List<Block> blocks =
                  choose(wanted, existing, container.staged().getOrDefault(name, Map.of()));
              Bytes content = Bytes.concat(blocks.stream().map(Block::content).toList());
              return replace(
                  call, existing, new Draft(BlobType.BLOCK, content, blocks, headers, metadata));
            });
    return call.withChecksum(
        Answer.of(201).stamp(blob.stamp()).header("x-ms-request-server-encrypted", "true"));
  }

  private static List<Block> choose(
      List<Map.Entry<String, String>> wanted,
      Optional<StoredBlob> existing,
      Map<String, Bytes> staged) {
    Map<String, Bytes> committed = new HashMap<>();
    existing.ifPresent(
        blob -> blob.blocks().forEach(block -> committed.put(block.id(), block.content())));
    List<Block> blocks = new ArrayList<>();
    for (Map.Entry<String, String> entry : wanted) {
      String id = entry.getValue().strip();
      Bytes content =
          switch (entry.getKey()) {
            case "Latest" -> staged.containsKey(id) ? staged.get(id) : committed.get(id);
            case "Uncommitted" -> staged.get(id);
            case "Committed" -> committed.get(id);
            default ->
                throw StorageError.INVALID_XML_DOCUMENT.exception(
                    "A block list has Latest, Committed and Uncommitted, not "
                        + entry.getKey()
                        + ".");
          };
      if (content == null) {
        throw StorageError.INVALID_BLOCK_LIST.exception(
            "There is no " + entry.getKey() + " block '" + id + "'.");
      }
      blocks.add(new Block(id, content));
    }
    return List.copyOf(blocks);
  }

  Answer append(Call call) throws IOException {
    Container container = store.container(call.target().container());
    Bytes more = call.body(Call.LARGEST_APPEND);
    if (more.length() == 0) {
      throw StorageError.INVALID_HEADER_VALUE.exception("A block can't be empty.");
    }
    Optional<Long> position = call.number("x-ms-blob-condition-appendpos");
    Optional<Long> largest = call.number("x-ms-blob-condition-maxsize");
    StoredBlob blob =
        container.change(
            call.target().blob(),
            before -> {
              requireAppendable(call, before);
              checkPosition(before.content().length(), more.length(), position, largest);
              List<Block> blocks = new ArrayList<>(before.blocks());
              blocks.add(APPENDED);
              return before.withAppended(
                  List.copyOf(blocks),
                  before.content().append(more),
                  store.changed(before.stamp()));
            });
    return call.withChecksum(
        Answer.of(201)
            .stamp(blob.stamp())
            .header("x-ms-blob-append-offset", "" + (blob.content().length() - more.length()))
            .header("x-ms-blob-committed-block-count", "" + blob.blocks().size())
            .header("x-ms-request-server-encrypted", "true"));
  }

  private static void requireAppendable(Call call, StoredBlob blob) {
    if (blob.type() != BlobType.APPEND) {
      throw StorageError.INVALID_BLOB_TYPE.exception("It's a " + blob.type().header() + ".");
    }
    call.conditions().checkWrite(blob.stamp());
    if (blob.blocks().size() >= MOST_BLOCKS) {
      throw StorageError.BLOCK_COUNT_EXCEEDS_LIMIT.exception();
    }
  }

  private static void checkPosition(
      long length, long more, Optional<Long> position, Optional<Long> largest) {
    if (position.isPresent() && position.get() != length) {
      throw StorageError.APPEND_POSITION_CONDITION_NOT_MET.exception("It ends at " + length + ".");
    }
    if (largest.isPresent() && length + more > largest.get()) {
      throw StorageError.MAX_BLOB_SIZE_CONDITION_NOT_MET.exception();
    }
  }
}
