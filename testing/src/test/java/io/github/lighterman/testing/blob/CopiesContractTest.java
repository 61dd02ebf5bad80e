package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.CopyStatusType;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CopiesContractTest extends BlobContract {
  CopiesContractTest(BlobBackend backend) {
    super(backend);
  }

  private static String signedUrl(BlobClient blob, String permissions) {
    return blob.getBlobUrl()
        + "?"
        + blob.generateSas(
            new BlobServiceSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(5),
                BlobSasPermission.parse(permissions)));
  }

  @Test
  void copyFromUrlHasContentHeadersAndMetadata() {
    BlobClient source = put("source é", "content");
    source.setHttpHeaders(new BlobHttpHeaders().setContentType("text/plain"));
    source.setMetadata(Map.of("k", "v"));
    BlobClient target = container.getBlobClient("target");

    target.copyFromUrl(signedUrl(source, "r"));

    assertThat(text(target)).isEqualTo("content");
    assertThat(target.getProperties().getContentType()).isEqualTo("text/plain");
    assertThat(target.getProperties().getMetadata()).containsEntry("k", "v");
    assertThat(target.getProperties().getCopyStatus()).isEqualTo(CopyStatusType.SUCCESS);
  }

  @Test
  void startedCopyIsDoneSoon() {
    BlobClient source = put("source", "content");
    BlobClient target = container.getBlobClient("target");

    target.beginCopy(source.getBlobUrl(), Duration.ofMillis(50)).waitForCompletion();

    assertThat(text(target)).isEqualTo("content");
  }

  @Test
  void copyIsIndependentOfItsSource() {
    BlobClient source = put("source", "before");
    BlobClient target = container.getBlobClient("target");
    target.copyFromUrl(signedUrl(source, "r"));

    source.upload(BinaryData.fromString("after"), true);
    assertThat(text(target)).isEqualTo("before");
    source.delete();
    assertThat(text(target)).isEqualTo("before");
  }

  @Test
  void missingSourceIsNotFound() {
    BlobClient source = container.getBlobClient("source");

    assertFails(404, () -> container.getBlobClient("target").copyFromUrl(signedUrl(source, "r")));
    assertThat(container.getBlobClient("target").exists()).isFalse();
  }

  @Test
  void batchDeletesManyAndTellsOfEach() {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      urls.add(put("batch/" + i + " é", "x").getBlobUrl());
    }
    var batch = new BlobBatchClientBuilder(service).buildClient();

    var answers = batch.deleteBlobs(urls, DeleteSnapshotsOptionType.INCLUDE);

    assertThat(answers.stream().map(answer -> answer.getStatusCode()))
        .containsExactly(202, 202, 202, 202, 202);
    assertThat(container.listBlobs()).isEmpty();
  }

  @Test
  void batchTellsWhatWasNotThere() {
    String there = put("there", "x").getBlobUrl();
    var client = new BlobBatchClientBuilder(service).buildClient();
    var batch = client.getBlobBatch();
    var first = batch.deleteBlob(there);
    var second = batch.deleteBlob(container.getBlobClient("absent").getBlobUrl());

    client.submitBatchWithResponse(batch, false, null, Context.NONE);

    assertThat(first.getStatusCode()).isEqualTo(202);
    assertFails(404, BlobErrorCode.BLOB_NOT_FOUND, second::getStatusCode);
  }
}
