package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListingContractTest extends BlobContract {
  ListingContractTest(BlobBackend backend) {
    super(backend);
  }

  private List<String> names(ListBlobsOptions options) {
    return container.listBlobs(options, null).stream().map(BlobItem::getName).toList();
  }

  @Test
  void listIsSortedAndKeepsToThePrefix() {
    for (String name : List.of("b", "a/2", "a/10", "a", "ab", "B", "a/1/x")) {
      put(name, name);
    }

    assertThat(names(new ListBlobsOptions()))
        .containsExactly("B", "a", "a/1/x", "a/10", "a/2", "ab", "b");
    assertThat(names(new ListBlobsOptions().setPrefix("a/")))
        .containsExactly("a/1/x", "a/10", "a/2");
    assertThat(names(new ListBlobsOptions().setPrefix("c"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8})
  void pagesTogetherAreTheWholeList(int size) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      put("p/" + i, "");
      expected.add("p/" + i);
    }
    List<String> found = new ArrayList<>();
    int pages = 0;
    for (PagedResponse<BlobItem> page :
        container
            .listBlobs(new ListBlobsOptions().setPrefix("p/").setMaxResultsPerPage(size), null)
            .iterableByPage()) {
      assertThat(page.getValue()).hasSizeLessThanOrEqualTo(size);
      page.getValue().forEach(item -> found.add(item.getName()));
      pages++;
    }

    assertThat(found).containsExactlyElementsOf(expected);
    assertThat(pages).isEqualTo((7 + size - 1) / size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void delimiterGathersWhatLiesBelow(int size) {
    for (String name : List.of("r/a", "r/d/1", "r/d/2", "r/d/e/3", "r/e/4", "r/f", "s/5")) {
      put(name, "");
    }
    ListBlobsOptions options = new ListBlobsOptions().setPrefix("r/").setMaxResultsPerPage(size);

    List<String> found = new ArrayList<>();
    container
        .listBlobsByHierarchy("/", options, null)
        .forEach(
            item -> found.add((Boolean.TRUE.equals(item.isPrefix()) ? "+" : "") + item.getName()));

    assertThat(found).containsExactlyInAnyOrder("r/a", "+r/d/", "+r/e/", "r/f");
  }

  @Test
  void propertiesAreListedAndMetadataIfAskedFor() {
    put("a", "four").setMetadata(Map.of("k", "v"));

    BlobItem plain = container.listBlobs().iterator().next();
    BlobItem detailed =
        container
            .listBlobs(
                new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true)),
                null)
            .iterator()
            .next();

    assertThat(plain.getMetadata()).isNullOrEmpty();
    assertThat(plain.getProperties().getContentLength()).isEqualTo(4);
    assertThat(plain.getProperties().getLastModified()).isNotNull();
    assertThat(plain.getProperties().getETag().replace("\"", ""))
        .isEqualTo(container.getBlobClient("a").getProperties().getETag().replace("\"", ""));
    assertThat(detailed.getMetadata()).containsEntry("k", "v");
  }

  @Test
  void longListComesInPagesOfTheServer() {
    for (int i = 0; i < 120; i++) {
      put("%03d".formatted(i), "");
    }

    assertThat(names(new ListBlobsOptions().setMaxResultsPerPage(50)))
        .hasSize(120)
        .doesNotHaveDuplicates();
  }
}
