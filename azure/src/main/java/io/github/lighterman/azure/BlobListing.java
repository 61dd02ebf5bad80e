package io.github.lighterman.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists blobs, page by page. */
final class BlobListing {
  private static final int LONGEST_NAME = 1_024;

  private final BlobContainerClient container;
  private final BlobFailures failures;

  BlobListing(BlobContainerClient container, BlobFailures failures) {
    this.container = container;
    this.failures = failures;
  }

  List<StagedFile> files(String prefix) throws IOException {
    List<StagedFile> found = new ArrayList<>();
    for (BlobItem item : all(prefix)) {
      if (RelativePath.brokenRule(item.getName()).isEmpty()) {
        found.add(
            new StagedFile(
                RelativePath.of(item.getName()),
                item.getProperties().getContentLength(),
                item.getProperties().getLastModified().toInstant()));
      }
    }
    found.sort(Comparator.comparing(StagedFile::path));
    return List.copyOf(found);
  }

  List<String> names(String prefix) throws IOException {
    return all(prefix).stream().map(BlobItem::getName).toList();
  }

  private List<BlobItem> all(String prefix) throws IOException {
    if (prefix.length() > LONGEST_NAME) {
      return List.of();
    }
    ListBlobsOptions options = new ListBlobsOptions().setPrefix(prefix);
    return failures.call(
        "list", prefix, () -> container.listBlobs(options, null).stream().toList());
  }

  List<String> directories(String prefix) throws IOException {
    ListBlobsOptions options = new ListBlobsOptions().setPrefix(prefix);
    return failures.call(
        "list",
        prefix,
        () ->
            container.listBlobsByHierarchy("/", options, null).stream()
                .filter(item -> Boolean.TRUE.equals(item.isPrefix()))
                .map(BlobItem::getName)
                .sorted()
                .toList());
  }
}
