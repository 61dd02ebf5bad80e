package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ConditionsContractTest extends BlobContract {
  ConditionsContractTest(BlobBackend backend) {
    super(backend);
  }

  private static void upload(BlobClient blob, String text, BlobRequestConditions conditions) {
    blob.uploadWithResponse(
        new BlobParallelUploadOptions(BinaryData.fromString(text)).setRequestConditions(conditions),
        null,
        Context.NONE);
  }

  private static void download(BlobClient blob, BlobRequestConditions conditions) {
    blob.downloadContentWithResponse(null, conditions, null, Context.NONE);
  }

  @Test
  void onlyIfAbsentNeverOverwrites() {
    BlobClient blob = container.getBlobClient("a");
    upload(blob, "one", new BlobRequestConditions().setIfNoneMatch("*"));

    assertFails(
        409,
        BlobErrorCode.BLOB_ALREADY_EXISTS,
        () -> upload(blob, "two", new BlobRequestConditions().setIfNoneMatch("*")));
    assertThat(text(blob)).isEqualTo("one");
  }

  @Test
  void ofManyThatCreateExactlyOneWins() throws Exception {
    BlobClient blob = container.getBlobClient("a");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String text = "by " + i;
        calls.add(() -> statusOfCreate(blob, text));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> each : threads.invokeAll(calls)) {
        statuses.add(each.get());
      }
      assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
    } finally {
      threads.shutdown();
    }
  }

  private static int statusOfCreate(BlobClient blob, String text) {
    try {
      upload(blob, text, new BlobRequestConditions().setIfNoneMatch("*"));
      return 201;
    } catch (BlobStorageException e) {
      return e.getStatusCode();
    }
  }

  @Test
  void onlyIfUnchangedOverwritesThatVersionOnly() {
    BlobClient blob = put("a", "one");
    String first = blob.getProperties().getETag();
    upload(blob, "two", new BlobRequestConditions().setIfMatch(first));

    assertFails(
        412,
        BlobErrorCode.CONDITION_NOT_MET,
        () -> upload(blob, "three", new BlobRequestConditions().setIfMatch(first)));
    assertThat(text(blob)).isEqualTo("two");
  }

  @Test
  void onlyIfUnchangedNeverCreates() {
    assertFails(
        412,
        BlobErrorCode.CONDITION_NOT_MET,
        () ->
            upload(
                container.getBlobClient("a"),
                "x",
                new BlobRequestConditions().setIfMatch("\"0x1\"")));
  }

  @Test
  void readOfWhatHasNotChangedSaysSo() {
    BlobClient blob = put("a", "one");
    String etag = blob.getProperties().getETag();
    OffsetDateTime modified = blob.getProperties().getLastModified();

    assertFails(304, () -> download(blob, new BlobRequestConditions().setIfNoneMatch(etag)));
    assertFails(
        304, () -> download(blob, new BlobRequestConditions().setIfModifiedSince(modified)));
    download(blob, new BlobRequestConditions().setIfNoneMatch("\"0x1\""));
    download(blob, new BlobRequestConditions().setIfModifiedSince(modified.minusSeconds(1)));
  }

  @Test
  void readOfAnotherVersionFails() {
    BlobClient blob = put("a", "one");
    OffsetDateTime modified = blob.getProperties().getLastModified();

    assertFails(
        412,
        BlobErrorCode.CONDITION_NOT_MET,
        () -> download(blob, new BlobRequestConditions().setIfMatch("\"0x1\"")));
    assertFails(
        412,
        BlobErrorCode.CONDITION_NOT_MET,
        () ->
            download(
                blob, new BlobRequestConditions().setIfUnmodifiedSince(modified.minusDays(1))));
    download(blob, new BlobRequestConditions().setIfUnmodifiedSince(modified));
  }

  @Test
  void deleteOfAnotherVersionFails() {
    BlobClient blob = put("a", "one");
    var conditions = new BlobRequestConditions().setIfMatch("\"0x1\"");

    assertFails(
        412,
        BlobErrorCode.CONDITION_NOT_MET,
        () ->
            blob.deleteWithResponse(
                DeleteSnapshotsOptionType.INCLUDE, conditions, null, Context.NONE));
    assertThat(blob.exists()).isTrue();
  }
}
