package io.github.lighterman.azure;

import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.batch.BlobBatch;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Deletes blobs, many of them by one request. A batch that fails, or leaves blobs there, is no
 * error: they are deleted one by one then, which tells the reason if it can't be.
 */
final class BlobDeletes {
  // The service takes 256, but one that is slow must have answered before the time-out.
  private static final int BATCH = 100;

  private final BlobContainerClient container;
  private final Function<String, URI> urls;
  private final Lanes lanes;
  private final BlobFailures failures;
  private volatile boolean batching = true;

  BlobDeletes(
      BlobContainerClient container,
      Function<String, URI> urls,
      Lanes lanes,
      BlobFailures failures) {
    this.container = container;
    this.urls = urls;
    this.lanes = lanes;
    this.failures = failures;
  }

  void deleteAll(List<String> blobs) throws IOException {
    try (Lanes.Transfer transfer = lanes.begin()) {
      for (List<String> some : Lists.partition(blobs, BATCH)) {
        transfer.add(() -> deleteSome(some));
      }
      transfer.finish();
    }
  }

  private void deleteSome(List<String> blobs) throws IOException {
    for (String blob : blobs.size() > 1 && batching ? left(blobs) : blobs) {
      delete(blob);
    }
  }

  /** Deletes by one request, and returns what may still be there. */
  private List<String> left(List<String> blobs) {
    BlobBatchClient batches;
    try {
      // The SDK signs the parts of a batch only by a policy of its own, whose key never changes.
      batches = new BlobBatchClientBuilder(present()).buildClient();
    } catch (NoTokenException e) {
      return blobs;
    }
    BlobBatch batch = batches.getBlobBatch();
    Map<String, Response<Void>> answers = new LinkedHashMap<>();
    for (String blob : blobs) {
      answers.put(
          blob,
          batch.deleteBlob(urls.apply(blob).toString(), DeleteSnapshotsOptionType.INCLUDE, null));
    }
    try {
      batches.submitBatchWithResponse(batch, false, null, Context.NONE);
    } catch (RuntimeException e) {
      // A signature for the container may not do so, for one.
      batching = batching && !BlobFailures.isRefusal(e);
      return blobs;
    }
    return answers.entrySet().stream()
        .filter(answer -> !isDeleted(answer.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private BlobContainerClient present() {
    return new BlobContainerClientBuilder()
        .endpoint(container.getBlobContainerUrl())
        .pipeline(StorageSecret.present(container.getHttpPipeline()))
        .buildClient();
  }

  private static boolean isDeleted(Response<Void> answer) {
    try {
      return answer.getStatusCode() == 202;
    } catch (RuntimeException e) {
      return BlobFailures.has(e, BlobErrorCode.BLOB_NOT_FOUND);
    }
  }

  void delete(String blob) throws IOException {
    try {
      container
          .getBlobClient(blob)
          .deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE);
    } catch (RuntimeException e) {
      if (!BlobFailures.has(e, BlobErrorCode.BLOB_NOT_FOUND)) {
        throw failures.translated("delete", blob, e);
      }
    }
  }
}
