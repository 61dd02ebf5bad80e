package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobType;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.blob.options.BlobUploadFromFileOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentContractTest extends BlobContract {
  ContentContractTest(BlobBackend backend) {
    super(backend);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a/b/c",
        "a b+c&d=e?f#g%20",
        "äöü/漢字/🚢",
        "a//b",
        "dot.",
        "~'()!*,;:@$",
        "%2F"
      })
  void blobComesBackUnderItsName(String name) {
    BlobClient blob = put(name, "of " + name);

    assertThat(text(blob)).isEqualTo("of " + name);
    assertThat(container.listBlobs().stream())
        .singleElement()
        .matches(i -> i.getName().equals(name));
  }

  @Test
  void headersAndMetadataComeBack() throws Exception {
    byte[] content = utf8("{}");
    BlobClient blob = container.getBlobClient("a.json");
    BlobHttpHeaders headers =
        new BlobHttpHeaders()
            .setContentType("application/json")
            .setContentEncoding("identity")
            .setContentLanguage("en")
            .setCacheControl("no-store")
            .setContentDisposition("attachment");
    blob.uploadWithResponse(
        new BlobParallelUploadOptions(BinaryData.fromBytes(content))
            .setHeaders(headers)
            .setMetadata(Map.of("Sha256", "abc", "mode", "755")),
        null,
        Context.NONE);

    BlobProperties properties = blob.getProperties();
    assertThat(properties.getContentType()).isEqualTo("application/json");
    assertThat(properties.getContentEncoding()).isEqualTo("identity");
    assertThat(properties.getContentLanguage()).isEqualTo("en");
    assertThat(properties.getCacheControl()).isEqualTo("no-store");
    assertThat(properties.getContentDisposition()).isEqualTo("attachment");
    assertThat(properties.getContentMd5()).isEqualTo(md5(content));
    assertThat(properties.getBlobSize()).isEqualTo(2);
    assertThat(properties.getBlobType()).isEqualTo(BlobType.BLOCK_BLOB);
    assertThat(properties.getETag()).isNotBlank();
    assertThat(properties.getLastModified()).isNotNull();
    assertThat(properties.getMetadata())
        .containsOnly(Map.entry("Sha256", "abc"), Map.entry("mode", "755"));
  }

  private static byte[] md5(byte[] content) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("MD5").digest(content);
  }

  @Test
  void typeIsBinaryUnlessToldOtherwise() {
    assertThat(put("a", "x").getProperties().getContentType())
        .isEqualTo("application/octet-stream");
  }

  @Test
  void emptyBlobIsABlob() {
    BlobClient blob = put("empty", "");

    assertThat(text(blob)).isEmpty();
    assertThat(blob.getProperties().getBlobSize()).isZero();
    assertThat(blob.openInputStream()).isEmpty();
  }

  @Test
  void laterContentReplacesEarlierWithItsMetadata() {
    BlobClient blob = put("a", "one");
    blob.setMetadata(Map.of("k", "v"));
    String before = blob.getProperties().getETag();

    put("a", "two!");

    assertThat(text(blob)).isEqualTo("two!");
    assertThat(blob.getProperties().getMetadata()).isEmpty();
    assertThat(blob.getProperties().getETag()).isNotEqualTo(before);
  }

  @Test
  void rangeIsServed() {
    BlobClient blob = put("a", "0123456789");

    assertThat(range(blob, new BlobRange(2, 3L))).isEqualTo("234");
    assertThat(range(blob, new BlobRange(7))).isEqualTo("789");
    assertThat(range(blob, new BlobRange(8, 100L))).isEqualTo("89");
    assertFails(416, BlobErrorCode.INVALID_RANGE, () -> range(blob, new BlobRange(11, 1L)));
  }

  @Test
  void rangeOfEmptyBlobIsOutside() {
    BlobClient blob = put("a", "");

    assertFails(416, BlobErrorCode.INVALID_RANGE, () -> range(blob, new BlobRange(5, 1L)));
  }

  @Test
  void checksumOfRangeIsOfTheRange() throws Exception {
    BlobClient blob = put("a", "0123456789");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    var answer =
        blob.downloadStreamWithResponse(
            out, new BlobRange(2, 3L), null, null, true, null, Context.NONE);

    assertThat(answer.getStatusCode()).isEqualTo(206);
    assertThat(answer.getDeserializedHeaders().getContentMd5()).isEqualTo(md5(utf8("234")));
    assertThat(answer.getDeserializedHeaders().getContentRange()).isEqualTo("bytes 2-4/10");
  }

  private static String range(BlobClient blob, BlobRange range) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blob.downloadStreamWithResponse(out, range, null, null, false, null, Context.NONE);
    return out.toString(UTF_8);
  }

  @Test
  void wrongChecksumIsRefusedAndNothingStored() {
    BlobClient blob = container.getBlobClient("a");
    var options =
        new BlockBlobSimpleUploadOptions(BinaryData.fromString("x")).setContentMd5(new byte[16]);

    assertFails(
        400, () -> blob.getBlockBlobClient().uploadWithResponse(options, null, Context.NONE));
    assertThat(blob.exists()).isFalse();
  }

  @Test
  void deletedBlobIsGone() {
    BlobClient blob = put("a", "x");

    blob.deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE);

    assertThat(blob.exists()).isFalse();
    assertThat(blob.deleteIfExists()).isFalse();
    assertFails(404, BlobErrorCode.BLOB_NOT_FOUND, blob::delete);
    assertFails(404, BlobErrorCode.BLOB_NOT_FOUND, () -> text(blob));
    assertFails(404, BlobErrorCode.BLOB_NOT_FOUND, blob::getProperties);
  }

  @Test
  void headersAreReplacedAsAWhole() {
    BlobClient blob = put("a", "x");
    blob.setHttpHeaders(new BlobHttpHeaders().setContentType("text/plain").setCacheControl("no"));

    blob.setHttpHeaders(new BlobHttpHeaders().setContentType("text/html"));

    assertThat(blob.getProperties().getContentType()).isEqualTo("text/html");
    assertThat(blob.getProperties().getCacheControl()).isNullOrEmpty();
    assertThat(text(blob)).isEqualTo("x");
  }

  @Test
  void illegalMetadataIsRefused() {
    BlobClient blob = put("a", "x");

    assertFails(400, () -> blob.setMetadata(Map.of("with-hyphen", "v")));
  }

  @Test
  void largeFileGoesInBlocksAndComesBackWhole(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("in");
    Files.write(file, random(9_000_001));
    BlobClient blob = container.getBlobClient("large");
    blob.uploadFromFileWithResponse(
        new BlobUploadFromFileOptions(file.toString())
            .setParallelTransferOptions(
                new ParallelTransferOptions()
                    .setBlockSizeLong(1_000_000L)
                    .setMaxSingleUploadSizeLong(1_000_000L)
                    .setMaxConcurrency(4)),
        null,
        Context.NONE);

    blob.downloadToFile(directory.resolve("out").toString());

    assertThat(directory.resolve("out")).hasSameBinaryContentAs(file);
    assertThat(blob.getBlockBlobClient().listBlocks(BlockListType.ALL).getCommittedBlocks())
        .hasSize(10);
  }
}
