package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.models.BlobContainerListDetails;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.ListBlobContainersOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerContractTest extends BlobContract {
  ContainerContractTest(BlobBackend backend) {
    super(backend);
  }

  @Test
  void containerIsCreatedOnce() {
    assertFails(409, BlobErrorCode.CONTAINER_ALREADY_EXISTS, container::create);
    assertThat(container.createIfNotExists()).isFalse();
    assertThat(container.exists()).isTrue();
  }

  @Test
  void deletedContainerIsGoneWithItsBlobs() {
    put("a", "1");

    container.delete();

    assertThat(container.exists()).isFalse();
    assertFails(404, BlobErrorCode.CONTAINER_NOT_FOUND, container::delete);
    assertFails(404, BlobErrorCode.CONTAINER_NOT_FOUND, () -> text(container.getBlobClient("a")));
    assertFails(404, BlobErrorCode.CONTAINER_NOT_FOUND, () -> put("a", "2"));
    assertFails(
        404, BlobErrorCode.CONTAINER_NOT_FOUND, () -> container.listBlobs().stream().toList());
  }

  @Test
  void metadataComesBackAndIsReplacedAsAWhole() {
    container.setMetadata(Map.of("run", "one", "Owner", "me"));
    String first = container.getProperties().getETag();

    container.setMetadata(Map.of("run", "two"));

    assertThat(container.getProperties().getMetadata()).containsExactly(Map.entry("run", "two"));
    assertThat(container.getProperties().getETag()).isNotEqualTo(first);
  }

  @Test
  void containersAreListedByPrefixWithMetadata() {
    String name = container.getBlobContainerName() + "2";
    BlobContainerClient other = service.getBlobContainerClient(name);
    other.createWithResponse(Map.of("k", "v"), null, null, Context.NONE);
    try {
      ListBlobContainersOptions options =
          new ListBlobContainersOptions()
              .setPrefix(container.getBlobContainerName())
              .setDetails(new BlobContainerListDetails().setRetrieveMetadata(true))
              .setMaxResultsPerPage(1);
      var found = service.listBlobContainers(options, null).stream().toList();

      assertThat(found)
          .extracting(BlobContainerItem::getName)
          .containsExactly(container.getBlobContainerName(), name);
      assertThat(found.get(1).getMetadata()).containsEntry("k", "v");
    } finally {
      other.delete();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "a--b", "under_score", "-a-b", "abc-"})
  void illegalNameIsRefused(String name) {
    assertFails(
        400,
        BlobErrorCode.INVALID_RESOURCE_NAME,
        () -> service.getBlobContainerClient(name).create());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 64})
  void nameOfIllegalLengthIsRefused(int length) {
    assertFails(
        400,
        BlobErrorCode.OUT_OF_RANGE_INPUT,
        () -> service.getBlobContainerClient("a".repeat(length)).create());
  }
}
