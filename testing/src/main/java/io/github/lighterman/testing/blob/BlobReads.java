package io.github.lighterman.testing.blob;

import io.github.lighterman.testing.blob.StoredBlob.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operations that read a blob. */
final class BlobReads {
  private static final long LARGEST_CHECKED_RANGE = 4L * 1024 * 1024;

  private final BlobStore store;

  BlobReads(BlobStore store) {
    this.store = store;
  }

  Answer get(Call call) {
    StoredBlob blob = read(call);
    Optional<ByteRange> asked = ByteRange.of(call.request());
    if (asked.isEmpty()) {
      requireNoRangeChecksum(call);
      Bytes content = blob.content();
      return BlobAnswers.describe(Answer.of(200), blob, call.query())
          .body(content.open(), content.length());
    }
    ByteRange range = asked.get().within(blob.content().length());
    Answer answer =
        BlobAnswers.describe(Answer.of(206), blob, call.query())
            .header(
                "Content-Range",
                "bytes " + range.from() + "-" + range.to() + "/" + blob.content().length())
            .body(blob.content().open(range.from(), range.length()), range.length());
    // The MD5 of an answer is of what it holds, so that of the whole blob moves aside.
    answer.headers().removeIf(header -> header.getKey().equals(BlobHeaders.MD5));
    blob.headers()
        .value(BlobHeaders.MD5)
        .ifPresent(value -> answer.header("x-ms-blob-content-md5", value));
    addRangeChecksum(call, blob, range, answer);
    return answer;
  }

  private static void requireNoRangeChecksum(Call call) {
    if (asksFor(call, "md5") || asksFor(call, "crc64")) {
      throw StorageError.INVALID_HEADER_VALUE.exception(
          "A checksum of the range needs a range of at most 4 MiB.");
    }
  }

  private static boolean asksFor(Call call, String checksum) {
    return call.header("x-ms-range-get-content-" + checksum).filter("true"::equals).isPresent();
  }

  private static void addRangeChecksum(Call call, StoredBlob blob, ByteRange range, Answer answer) {
    boolean md5 = asksFor(call, "md5");
    boolean crc64 = asksFor(call, "crc64");
    if ((md5 || crc64) && range.length() > LARGEST_CHECKED_RANGE) {
      throw StorageError.OUT_OF_RANGE_INPUT.exception(
          "A checksum is given of at most 4 MiB, not " + range.length() + " bytes.");
    }
    if (md5) {
      answer.header(
          BlobHeaders.MD5,
          blob.content().addTo(Checksum.md5(), range.from(), range.length()).value());
    }
    if (crc64) {
      answer.header(
          "x-ms-content-crc64",
          blob.content().addTo(Checksum.crc64(), range.from(), range.length()).value());
    }
  }

  Answer properties(Call call) {
    StoredBlob blob = read(call);
    Answer answer =
        BlobAnswers.describe(Answer.of(200), blob, call.query())
            .header("Content-Length", Long.toString(blob.content().length()));
    if (blob.type() == BlobType.BLOCK) {
      answer.header("x-ms-access-tier", "Hot").header("x-ms-access-tier-inferred", "true");
    }
    return answer;
  }

  Answer metadata(Call call) {
    StoredBlob blob = read(call);
    return Answer.of(200).stamp(blob.stamp()).metadata(blob.metadata());
  }

  private StoredBlob read(Call call) {
    StoredBlob blob = store.container(call.target().container()).blob(call.target().blob());
    call.conditions().checkRead(blob.stamp());
    return blob;
  }

  Answer blockList(Call call) {
    Container container = store.container(call.target().container());
    Optional<StoredBlob> blob = Optional.ofNullable(container.peek(call.target().blob()));
    Map<String, Bytes> staged = container.staged().get(call.target().blob());
    if (blob.isEmpty() && staged == null) {
      throw StorageError.BLOB_NOT_FOUND.exception();
    }
    if (blob.isPresent() && blob.get().type() != BlobType.BLOCK) {
      throw StorageError.INVALID_BLOB_TYPE.exception();
    }
    String kind = call.query().value("blocklisttype").orElse("committed");
    if (!Set.of("committed", "uncommitted", "all").contains(kind)) {
      throw StorageError.INVALID_QUERY_PARAMETER_VALUE.exception(
          "blocklisttype must be committed, uncommitted or all, not '" + kind + "'.");
    }
    List<Block> waiting = new ArrayList<>();
    if (staged != null) {
      staged.forEach((id, content) -> waiting.add(new Block(id, content)));
    }
    Answer answer =
        Answer.of(200)
            .header(
                "x-ms-blob-content-length",
                Long.toString(blob.map(b -> b.content().length()).orElse(0L)));
    blob.ifPresent(there -> answer.stamp(there.stamp()));
    List<Block> committed = blob.map(StoredBlob::blocks).orElse(List.of());
    return answer.xml(blockXml(kind, committed, waiting));
  }

  private static String blockXml(String kind, List<Block> committed, List<Block> waiting) {
    return Xml.document(
        "BlockList",
        xml -> {
          if (!kind.equals("uncommitted")) {
            xml.element("CommittedBlocks", blocks(committed));
          }
          if (!kind.equals("committed")) {
            xml.element("UncommittedBlocks", blocks(waiting));
          }
        });
  }

  private static Xml.Part blocks(List<Block> blocks) {
    return xml -> {
      for (Block block : blocks) {
        xml.element(
            "Block",
            one -> one.text("Name", block.id()).text("Size", "" + block.content().length()));
      }
    };
  }
}
