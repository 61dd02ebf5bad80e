package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.AppendBlobRequestConditions;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockList;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.AppendBlobAppendBlockOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.specialized.AppendBlobClient;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BlocksContractTest extends BlobContract {
  BlocksContractTest(BlobBackend backend) {
    super(backend);
  }

  private BlockBlobClient blocks(String name) {
    return container.getBlobClient(name).getBlockBlobClient();
  }

  private static String id(String text) {
    return Base64.getEncoder().encodeToString(utf8(text));
  }

  private static void stage(BlockBlobClient blob, String id, String content) {
    blob.stageBlock(id(id), BinaryData.fromString(content));
  }

  @Test
  void blocksBecomeABlobInTheOrderOfTheList() {
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "one ");
    stage(blob, "2", "two ");
    stage(blob, "3", "never named");
    assertThat(blob.exists()).isFalse();

    blob.commitBlockList(List.of(id("2"), id("1"), id("2")));

    assertThat(blob.downloadContent()).hasToString("two one two ");
    BlockList list = blob.listBlocks(BlockListType.ALL);
    assertThat(list.getCommittedBlocks())
        .extracting(Block::getName)
        .containsExactly(id("2"), id("1"), id("2"));
    assertThat(list.getUncommittedBlocks()).isEmpty();
  }

  @Test
  void stagedBlocksAreListedBeforeTheyAreCommitted() {
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "one");
    stage(blob, "2", "twice");

    BlockList list = blob.listBlocks(BlockListType.UNCOMMITTED);

    assertThat(list.getUncommittedBlocks())
        .extracting(Block::getName, Block::getSizeLong)
        .containsExactlyInAnyOrder(tuple(id("1"), 3L), tuple(id("2"), 5L));
    assertThat(container.listBlobs()).isEmpty();
  }

  @Test
  void blockOfTheSameIdReplacesTheEarlier() {
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "wrong");
    stage(blob, "1", "right");

    blob.commitBlockList(List.of(id("1")));

    assertThat(blob.downloadContent()).hasToString("right");
  }

  @Test
  void listThatNamesAMissingBlockChangesNothing() {
    put("a", "before");
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "one");

    assertFails(
        400,
        BlobErrorCode.INVALID_BLOCK_LIST,
        () -> blob.commitBlockList(List.of(id("1"), id("9")), true));
    assertThat(blob.downloadContent()).hasToString("before");
  }

  @Test
  void committedBlocksCanBeReused() {
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "one");
    blob.commitBlockList(List.of(id("1")));
    stage(blob, "2", "two");

    blob.commitBlockList(List.of(id("1"), id("2")), true);

    assertThat(blob.downloadContent()).hasToString("onetwo");
  }

  @Test
  void listBringsHeadersAndMetadata() {
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "one");
    blob.commitBlockListWithResponse(
        new BlockBlobCommitBlockListOptions(List.of(id("1")))
            .setHeaders(new BlobHttpHeaders().setContentType("text/csv"))
            .setMetadata(Map.of("k", "v")),
        null,
        Context.NONE);

    assertThat(blob.getProperties().getContentType()).isEqualTo("text/csv");
    assertThat(blob.getProperties().getMetadata()).containsEntry("k", "v");
  }

  @Test
  void idsOfUnequalLengthAreRefused() {
    BlockBlobClient blob = blocks("a");
    stage(blob, "1", "one");

    assertFails(400, BlobErrorCode.INVALID_BLOB_OR_BLOCK, () -> stage(blob, "long-one", "two"));
  }

  @Test
  void blockForAMissingContainerIsRefused() {
    container.delete();

    assertFails(404, BlobErrorCode.CONTAINER_NOT_FOUND, () -> stage(blocks("a"), "1", "x"));
  }

  @Test
  void appendsGoToTheEnd() {
    AppendBlobClient log = container.getBlobClient("log").getAppendBlobClient();
    log.create();
    append(log, "one\n", new AppendBlobRequestConditions());

    var last = append(log, "two\n", new AppendBlobRequestConditions().setAppendPosition(4L));

    assertThat(last).isEqualTo("4");
    assertThat(log.downloadContent()).hasToString("one\ntwo\n");
    assertThat(log.getProperties().getCommittedBlockCount()).isEqualTo(2);
  }

  @Test
  void appendAtAnotherPositionIsRefused() {
    AppendBlobClient log = container.getBlobClient("log").getAppendBlobClient();
    log.create();
    append(log, "one\n", new AppendBlobRequestConditions());

    assertFails(
        412,
        BlobErrorCode.APPEND_POSITION_CONDITION_NOT_MET,
        () -> append(log, "x", new AppendBlobRequestConditions().setAppendPosition(3L)));
    assertFails(
        412,
        BlobErrorCode.MAX_BLOB_SIZE_CONDITION_NOT_MET,
        () -> append(log, "x", new AppendBlobRequestConditions().setMaxSize(4L)));
    assertThat(log.downloadContent()).hasToString("one\n");
  }

  @Test
  void onlyAppendBlobsAreAppendedTo() {
    put("a", "x");

    assertFails(
        409,
        BlobErrorCode.INVALID_BLOB_TYPE,
        () ->
            append(
                container.getBlobClient("a").getAppendBlobClient(),
                "y",
                new AppendBlobRequestConditions()));
  }

  @Test
  void appendBlobTakesNoStagedBlocks() {
    container.getBlobClient("log").getAppendBlobClient().create();

    assertFails(409, BlobErrorCode.INVALID_BLOB_TYPE, () -> stage(blocks("log"), "1", "x"));
  }

  private static String append(
      AppendBlobClient log, String text, AppendBlobRequestConditions conditions) {
    var options =
        new AppendBlobAppendBlockOptions(BinaryData.fromString(text))
            .setRequestConditions(conditions);
    return log.appendBlockWithResponse(options, null, Context.NONE)
        .getValue()
        .getBlobAppendOffset();
  }
}
