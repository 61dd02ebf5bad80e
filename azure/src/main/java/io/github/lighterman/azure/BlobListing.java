package io.github.lighterman.azure;

import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.github.lighterman.staging.RelativePath;
import io.github.lighterman.staging.StagedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    List<BlobItem> all = all(prefix);
    return failures.call("list", prefix, () -> files(all));
  }

  private static List<StagedFile> files(List<BlobItem> all) {
    List<StagedFile> found = new ArrayList<>();
    for (BlobItem item : all) {
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
    return failures.call("list", prefix, () -> items(container.listBlobs(options, null)));
  }

  private static List<BlobItem> items(PagedIterable<BlobItem> pages) {
    List<BlobItem> all = new ArrayList<>();
    Set<String> markers = new HashSet<>();
    for (PagedResponse<BlobItem> page : pages.iterableByPage()) {
      all.addAll(page.getValue());
      String next = page.getContinuationToken();
      if (next != null && !next.isEmpty() && !markers.add(next)) {
        throw new IllegalStateException("storage answered with a list that never ends");
      }
    }
    return all;
  }

  List<String> directories(String prefix) throws IOException {
    ListBlobsOptions options = new ListBlobsOptions().setPrefix(prefix);
    return failures.call(
        "list",
        prefix,
        () ->
            items(container.listBlobsByHierarchy("/", options, null)).stream()
                .filter(item -> Boolean.TRUE.equals(item.isPrefix()))
                .map(BlobItem::getName)
                .sorted()
                .toList());
  }
}
